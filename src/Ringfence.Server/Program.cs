using Ringfence.Api.Credentials;
using Ringfence.Server;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

string? dataFolder = Environment.GetEnvironmentVariable(ServerCommand.DataVariable);
var environment = new ServerOptions { Credentials = CredentialSettings.FromEnvironment() };
if (!string.IsNullOrEmpty(dataFolder))
    environment = environment with { DataFolder = Path.GetFullPath(dataFolder) };

return await new ServerCommand().RunAsync(
    args,
    environment,
    (options, cancellationToken) => ServerProgram.RunAsync(options, new Composition(), Console.Out, Console.Error, cancellationToken),
    fault => Console.Error.WriteLine($"ringfence: {fault}"));
