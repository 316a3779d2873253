using Ringfence.Cli.Running;

return await CliProgram.RunAsync(args, CliSurroundings.OfThisProcess(), CancellationToken.None);
