System.Console.WriteLine("planner");
