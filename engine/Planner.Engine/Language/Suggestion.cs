namespace Planner.Engine.Language;

/// <summary>Near names for a misspelt one.</summary>
public static class Suggestion
{
    /// <summary><c>; did you mean 'x'?</c> when a name is near, else nothing.</summary>
    public static string For(string word, IEnumerable<string> names)
    {
        var near = names.Select(name => (Name: name, Distance: Distance(word, name))).OrderBy(pair => pair.Distance).FirstOrDefault();
        return near.Name is not null && near.Distance <= Math.Max(1, Math.Min(word.Length, near.Name.Length) / 3) ? $"; did you mean '{near.Name}'?" : "";
    }

    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}
