using System.Text;
using Planner.Devices.Contract;
using Planner.Devices.Simulated;
using Planner.Engine.Boot;
using Planner.Engine.Devices;
using Planner.Engine.Tests.Execution;

namespace Planner.Engine.Tests.Boot;

/// <summary>Families that change a text: what they take for the slot, and what they leave alone.</summary>
public class TextFamilyTests
{
    const string Grub = ContractLayout.GrubText;
    const string Cmdline = ContractLayout.Cmdline;
    const string Partition = ContractLayout.Partition;

    [TestCase(Cmdline, "root=/dev/mmcblk0p3 rootwait", "B")]
    [TestCase(Cmdline, "rootwait root=/dev/mmcblk0p2\n", "A")]
    [TestCase(Cmdline, "root=/dev/mmcblk0p3 root=/dev/mmcblk0p2\n", "A", Description = "the last word counts")]
    [TestCase(Cmdline, "nfsroot=/dev/mmcblk0p2 root=/dev/mmcblk0p23\n", null, Description = "no slot is called so")]
    [TestCase(Cmdline, "rootwait\n", null)]
    [TestCase(Partition, "bootpart=1:3\nfinduuid=part uuid mmc ${bootpart} uuid\n", "B")]
    [TestCase(Partition, "#bootpart=1:2\r\nbootpart=1:3\r\nfinduuid=part uuid mmc 1:3 uuid\r\n", "B")]
    [TestCase(Partition, "bootpart=1:3\nbootpart=1:2\nfinduuid=part uuid mmc ${bootpart} uuid\n", "A")]
    [TestCase(Partition, "bootpart=1:23\nfinduuid=part uuid mmc ${bootpart} uuid\n", null)]
    [TestCase(Partition, "bootpart=1:2\nfinduuid=part uuid mmc 1:3 uuid\n", null, Description = "kernel and root are not of one slot")]
    [TestCase(Grub, "menuentry 'boot' {\nlinux /vmlinuz root=LABEL=c-rootB quiet\n}\n", "B")]
    [TestCase(Grub, "# root=LABEL=c-rootA\nmenuentry 'boot' {\nlinux /vmlinuz root=LABEL=c-rootB\n}\n", "B")]
    [TestCase(Grub, "default=1\nmenuentry 'one' {\nlinux /vmlinuz root=LABEL=c-rootA\n}\nmenuentry 'two' {\nlinux /vmlinuz root=LABEL=c-rootB\n}\n", "B")]
    [TestCase(Grub, "default=two\nmenuentry 'one'{\nlinux /vmlinuz root=LABEL=c-rootA\n}\nmenuentry 'two'{\nlinux /vmlinuz root=LABEL=c-rootB\n}\n", "B")]
    [TestCase(Grub, "set default=${saved_entry}\nmenuentry 'one' {\nlinux /vmlinuz root=LABEL=c-rootA\n}\nmenuentry 'two' {\nlinux /vmlinuz root=LABEL=c-rootB\n}\n", null, Description = "which entry starts is not in the text")]
    [TestCase(Grub, "linux /vmlinuz root=LABEL=c-rootB2\n", null)]
    public async Task The_slot_is_what_the_loader_would_take(string board, string text, string? slot)
    {
        var device = await WithAsync(board, text);
        Assert.That((await Family(device).ReadAsync(device.Board, device.Files, default)).Slot, Is.EqualTo(slot));
        Assert.That(await Family(device).StartAsync(device.Board, device.Files, default), Is.EqualTo(slot));
    }

    [TestCase(Cmdline, "dwc_otg.lpm_enable=0 console=tty1 root=/dev/mmcblk0p2 rootfstype=ext3 rootwait", "dwc_otg.lpm_enable=0 console=tty1 root=/dev/mmcblk0p3 rootfstype=ext3 rootwait")]
    [TestCase(Partition, "# 1:2\nsetemmcroot=setenv mmcroot /dev/mmcblk0p2 ro\nbootpart=1:2\nfinduuid=part uuid mmc 1:2 uuid", "# 1:2\n#etemmcroot=setenv mmcroot /dev/mmcblk0p2 ro\nbootpart=1:3\nfinduuid=part uuid mmc 1:3 uuid")]
    [TestCase(Grub, "# LABEL=c-rootA\nmenuentry 'a' {\nlinux /a root=LABEL=c-rootA\n}\nmenuentry 'b' {\nlinux /b root=LABEL=c-rootA\n}", "# LABEL=c-rootA\nmenuentry 'a' {\nlinux /a root=LABEL=c-rootB\n}\nmenuentry 'b' {\nlinux /b root=LABEL=c-rootB\n}")]
    public async Task A_switch_changes_what_names_the_slot_and_no_other_byte(string board, string text, string switched)
    {
        var device = await WithAsync(board, text);
        await Family(device).SwitchAsync(device.Board, device.Files, "B", true, default);
        Assert.That(await TextAsync(device), Is.EqualTo(switched));
    }

    [TestCase(Cmdline, "quiet root=/dev/mmcblk0p2\nroot=/dev/mmcblk0p2\n", "a line behind the first")]
    [TestCase(Partition, "bootpart=1:2\n", "no line 'finduuid")]
    [TestCase(Partition, "bootpart=1:2\nfinduuid=part uuid mmc 0:2 uuid\n", "finduuid")]
    public async Task A_text_that_could_mean_another_root_is_refused(string board, string text, string why)
    {
        var device = await WithAsync(board, text);
        Assert.That(await WhyRefusedAsync(device), Does.Contain(why));
    }

    [Test]
    public async Task A_text_that_one_write_can_not_switch_is_refused_before_anything_is_done()
    {
        var far = new string('x', 600);
        var device = await WithAsync(Partition, $"bootpart=1:2\nlong={far}\nfinduuid=part uuid mmc 1:2 uuid\n");
        Assert.That(await WhyRefusedAsync(device), Does.Contain("more than one sector of 512 bytes"));
        Assert.That(await Family(device).StartAsync(device.Board, device.Files, default), Is.EqualTo("A"), "its loader starts it all the same");
    }

    [Test]
    public async Task Entries_in_several_sectors_are_switched_in_as_many_writes()
    {
        var device = Trial.Of("", board: Grub).Device;
        var writes = device.Trace.Count;
        await Family(device).SwitchAsync(device.Board, device.Files, "B", true, default);
        var calls = device.Trace.Skip(writes).Where(call => call.Call is "files.overwrite" or "files.flush").Select(call => call.Call).ToList();
        Assert.That(calls, Is.EqualTo(new[] { "files.overwrite", "files.flush", "files.overwrite", "files.flush", "files.overwrite", "files.flush" }));
    }

    [Test]
    public async Task A_switch_that_was_cut_behind_its_commit_is_mixed_until_it_is_confirmed()
    {
        var device = await WithAsync(Grub, "menuentry 'a' {\nlinux /a root=LABEL=c-rootB\n}\nmenuentry 'b' {\nlinux /b root=LABEL=c-rootA\n}\n");
        var mixed = await Family(device).ReadAsync(device.Board, device.Files, default);
        Assert.That((mixed.Slot, mixed.IsMixed, mixed.Is("B")), Is.EqualTo(("B", true, false)));
        await Family(device).ConfirmAsync(device.Board, device.Files, default);
        Assert.That((await Family(device).ReadAsync(device.Board, device.Files, default)).Is("B"), Is.True);
    }

    static async Task<SimulatedDevice> WithAsync(string board, string text)
    {
        var device = Trial.Of("", board: board).Device;
        await device.Files.WriteAsync(device.Board.File!.Value, Encoding.UTF8.GetBytes(text), 0b110_100_100, default);
        return device;
    }

    static async Task<string> WhyRefusedAsync(SimulatedDevice device)
    {
        try
        {
            await Family(device).ReadAsync(device.Board, device.Files, default);
            return "it is not";
        }
        catch (DeviceException e)
        {
            return e.Message;
        }
    }

    static async Task<string> TextAsync(SimulatedDevice device) => Encoding.UTF8.GetString((await device.Files.ReadAsync(device.Board.File!.Value, default))!);

    static IBootFamily Family(SimulatedDevice device) => BootFamilies.Find(device.Board.Family)!;
}
