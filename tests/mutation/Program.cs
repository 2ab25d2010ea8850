using Planner.Mutation;

var top = Environment.CurrentDirectory;
if (!File.Exists(Path.Combine(top, "Planner.sln"))) throw new InvalidOperationException("start it from the top of the repository");
if (args is ["explore", var faults, var known, var ended])
{
    var (ignored, passed) = (File.ReadAllLines(known).ToHashSet(), 0);
    var ends = File.ReadAllLines(ended).Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1]);
    foreach (var explored in Explored.All(top, faults == Trials.Pairs))
    {
        passed++;
        var isClean = !ignored.Any(key => key.StartsWith(explored.Name + ": ", StringComparison.Ordinal));
        if ((await Breaks.OfAsync(explored, ends.GetValueOrDefault(explored.Name), isClean)).FirstOrDefault(one => !ignored.Contains(one.Key)) is not { } found) continue;
        Console.WriteLine($"{found.Key}\n{found.What}\n{string.Join('\n', found.Story)}");
        return 1;
    }

    Console.WriteLine($"nothing is broken in {passed} explorations");
    return 0;
}

if (args is ["ends", var made])
{
    await File.WriteAllLinesAsync(made, await Breaks.EndsAsync(top));
    return 0;
}

var all = Mutant.All(top);
var chosen = args.Length == 0 ? all : [.. all.Where(mutant => args.Contains(mutant.Id))];
foreach (var name in args.Except(all.Select(mutant => mutant.Id)))
{
    Console.Error.WriteLine($"there is no mutant '{name}' in the list");
    return 2;
}

using var trials = new Trials(top);
return await trials.RunAsync(chosen);
