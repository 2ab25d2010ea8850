using Planner.Tuf.Client;

return await ClientCommand.RunAsync(args, TimeProvider.System, Console.Error);
