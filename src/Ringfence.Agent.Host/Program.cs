using Ringfence.Agent.Host;

return await new AgentCommand().RunAsync(args, AgentProgram.RunAsync, fault => Console.Error.WriteLine($"ringfence-agent: {fault}"));
