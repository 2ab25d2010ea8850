namespace Planner.Devices.Simulated.Tree;

/// <summary>What a folder holds, by name in ordinal order; never changes. Two small arrays, because folders are small and looked into all the time.</summary>
public sealed class TreeNames
{
    readonly string[] names;
    readonly TreeNode[] nodes;

    TreeNames(string[] names, TreeNode[] nodes) => (this.names, this.nodes) = (names, nodes);

    /// <summary>Nothing.</summary>
    public static TreeNames None { get; } = new([], []);

    /// <summary>How many names.</summary>
    public int Count => names.Length;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => names.Length == 0;

    /// <summary>The names alone.</summary>
    public IReadOnlyList<string> Keys => names;

    /// <summary>Names with their nodes, in ordinal order of the names, each once.</summary>
    public static TreeNames Of(IReadOnlyCollection<KeyValuePair<string, TreeNode>> inOrder)
    {
        if (inOrder.Count == 0) return None;
        var (names, nodes, at) = (new string[inOrder.Count], new TreeNode[inOrder.Count], 0);
        foreach (var (name, node) in inOrder) (names[at], nodes[at++]) = (name, node);
        return new TreeNames(names, nodes);
    }

    /// <summary>The node of a name, or null.</summary>
    public TreeNode? Find(ReadOnlySpan<char> name)
    {
        // Most folders are small: to compare for equality is cheaper than for order.
        for (var place = 0; place < names.Length; place++)
            if (name.SequenceEqual(names[place])) return nodes[place];
        return null;
    }

    /// <summary>The node at a place of <see cref="PlaceOf"/>, or null when its name is not there.</summary>
    public TreeNode? At(int place) => place >= 0 ? nodes[place] : null;

    /// <summary>These with a name set at its place.</summary>
    public TreeNames With(int place, ReadOnlySpan<char> name, TreeNode node)
    {
        if (place < 0) return new TreeNames(Grown(names, ~place, name.ToString()), Grown(nodes, ~place, node));
        var replaced = nodes.AsSpan().ToArray();
        replaced[place] = node;
        return new TreeNames(names, replaced);
    }

    /// <summary>These with a name set.</summary>
    public TreeNames With(ReadOnlySpan<char> name, TreeNode node) => With(PlaceOf(name), name, node);

    /// <summary>These without the name at a place.</summary>
    public TreeNames Without(int place) =>
        Count == 1 ? None : new TreeNames([.. names.AsSpan(0, place), .. names.AsSpan(place + 1)], [.. nodes.AsSpan(0, place), .. nodes.AsSpan(place + 1)]);

    /// <summary>The same names with other nodes; these where every node stays.</summary>
    public TreeNames Select(Func<string, TreeNode, TreeNode> other)
    {
        TreeNode[]? changed = null;
        for (var place = 0; place < nodes.Length; place++)
        {
            var node = other(names[place], nodes[place]);
            if (ReferenceEquals(node, nodes[place])) continue;
            changed ??= nodes.AsSpan().ToArray();
            changed[place] = node;
        }

        return changed is null ? this : new TreeNames(names, changed);
    }

    /// <summary>Goes through them in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    static T[] Grown<T>(T[] former, int place, T added)
    {
        var grown = new T[former.Length + 1];
        former.AsSpan(0, place).CopyTo(grown);
        grown[place] = added;
        former.AsSpan(place).CopyTo(grown.AsSpan(place + 1));
        return grown;
    }

    /// <summary>The place of a name; where it would be, inverted, when it is not there.</summary>
    public int PlaceOf(ReadOnlySpan<char> name)
    {
        var (low, high) = (0, names.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = names[middle].AsSpan().SequenceCompareTo(name);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }

    /// <summary>Where one is on the way through.</summary>
    /// <param name="names">What is gone through.</param>
    public struct Enumerator(TreeNames names)
    {
        int place = -1;

        /// <summary>The name that was come to, with its node.</summary>
        public readonly KeyValuePair<string, TreeNode> Current => new(names.names[place], names.nodes[place]);

        /// <summary>Goes on to the next one; false behind the last.</summary>
        public bool MoveNext() => ++place < names.Count;
    }
}
