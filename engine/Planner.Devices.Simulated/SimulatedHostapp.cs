using System.Security.Cryptography;
using System.Text;
using Planner.Devices.Simulated.Tree;
using Planner.Engine.Devices;
using Planner.Engine.Images;

namespace Planner.Devices.Simulated;

/// <summary>A slot as a program that installs a hostapp leaves it: an image's tree as the one layer of a container, in the store of the engine.</summary>
static class SimulatedHostapp
{
    const int Mode = 0b110_100_100;

    static readonly string[] Folders = ["/dev", "/etc", "/hostapps", "/mnt/state", "/proc", "/sbin", "/sys", "/tmp"];

    /// <summary>The tree, but for the link that makes it the one to boot.</summary>
    /// <param name="image">The image's tree.</param>
    /// <param name="engine">The engine's folder on the slot.</param>
    /// <param name="id">The container's id.</param>
    internal static TreeNode TreeOf(TreeNode image, string engine, string id)
    {
        var (mount, layer, volume) = (Hash($"{id}/mount"), Hash($"{id}/layer"), Hash($"{id}/volume"));
        var root = Folders.Aggregate(TreeNode.Folder, (tree, folder) => TreeEdits.Put(tree, folder, TreeNode.Folder));
        root = TreeEdits.Put(root, "/etc/machine-id", File(""));
        root = TreeEdits.Put(root, "/sbin/init", Link("../current/boot/init"));
        root = TreeEdits.Put(root, "/boot", Link("current/boot"));
        root = TreeEdits.Put(root, $"/hostapps/{id}/boot", Link($"../../{engine}/volumes/{volume}/_data"));
        root = TreeEdits.Put(root, $"/{engine}/volumes/{volume}/_data", TreeNode.Folder);
        root = TreeEdits.Put(root, $"/{engine}/image/overlay2/layerdb/mounts/{id}/mount-id", File(mount));
        root = TreeEdits.Put(root, $"/{engine}/overlay2/{mount}/diff", TreeNode.Folder);
        root = TreeEdits.Put(root, $"/{engine}/overlay2/{mount}/lower", File($"l/{layer[..26].ToUpperInvariant()}"));
        root = TreeEdits.Put(root, $"/{engine}/overlay2/l/{layer[..26].ToUpperInvariant()}", Link($"../{layer}/diff"));
        return TreeEdits.Put(root, $"/{engine}/overlay2/{layer}/diff", image);
    }

    /// <summary>The id of the container that a step makes of an image.</summary>
    internal static string IdOf(PlanCommand command) => Hash($"{command.Owner}/{command.Installs!.Image.Digest}");

    /// <summary>Whether a slot is made for a hostapp and none is the one to boot: its loader's init finds no root.</summary>
    internal static bool IsUnfinished(TreeNode root) => TreeEdits.Find(root, "/hostapps") is not null && TreeEdits.Find(root, Hostapp.Current) is null;

    static TreeNode File(string text) => new(new TreeEntry { Path = "/", Type = EntryType.File, Mode = Mode }, FileContent.Of(Encoding.UTF8.GetBytes(text)));

    static TreeNode Link(string target) => new(new TreeEntry { Path = "/", Type = EntryType.Link, Mode = 0b111_111_111, Target = target });

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
