using Planner.Engine.Boot;

namespace Planner.Devices.Contract;

/// <summary>What every boot family promises over a device's files. Derived once for each board of <see cref="ContractLayout"/>.</summary>
public abstract class BootContract(string board) : DeviceContract
{
    /// <inheritdoc/>
    protected override string Board => board;

    [Test]
    public async Task The_variables_name_the_slot_and_nothing_is_counted() =>
        Assert.That(await Family.ReadAsync(Device.Board, Device.Files, default), Is.EqualTo(new BootVariables("A", false, 0)));

    [Test]
    public async Task Preparing_changes_nothing_about_the_next_boot()
    {
        await Family.PrepareAsync(Device.Board, Device.Files, default);
        Assert.That(await Family.ReadAsync(Device.Board, Device.Files, default), Is.EqualTo(new BootVariables("A", false, 0)));
        Assert.That(await StartAsync(), Is.EqualTo("A"));
    }

    [Test]
    public async Task After_a_switch_the_variables_name_the_new_slot_and_the_loader_starts_it()
    {
        await SwitchAsync("B", counting: true);
        var variables = await Family.ReadAsync(Device.Board, Device.Files, default);
        Assert.That((variables.Slot, variables.Counting, variables.IsMixed), Is.EqualTo(("B", Device.Board.Counter is not null, false)));
        Assert.That(await StartAsync(), Is.EqualTo("B"));
    }

    [Test]
    public async Task A_switch_changes_the_file_in_place()
    {
        await Family.PrepareAsync(Device.Board, Device.Files, default);
        var before = (await Device.Files.ReadAsync(Device.Board.File!.Value, default))!;
        await Family.SwitchAsync(Device.Board, Device.Files, "B", counting: true, default);
        var after = (await Device.Files.ReadAsync(Device.Board.File!.Value, default))!;
        var changed = Enumerable.Range(0, before.Length).Where(place => before[place] != after[place]).ToList();
        Assert.That(after, Has.Length.EqualTo(before.Length));
        Assert.That(changed, Is.Not.Empty);
        if (!Family.IsText) Assert.That(changed, Has.All.LessThan(512), "all of it lies in the first sector");
    }

    [Test]
    public async Task Switching_back_starts_the_old_slot_for_ever()
    {
        await SwitchAsync("B", counting: true);
        await SwitchAsync("A", counting: false);
        for (var boots = 0; boots < 5; boots++) Assert.That(await StartAsync(), Is.EqualTo("A"));
    }

    [Test]
    public async Task The_new_slot_is_tried_as_often_as_the_board_says_and_then_the_old_one_starts_where_there_is_such_a_limit()
    {
        await SwitchAsync("B", counting: true);
        var started = new List<string?>();
        var limit = Device.Board.Counter?.Limit;
        for (var boots = 0; boots < (limit ?? 6) + 2; boots++) started.Add(await StartAsync());
        Assert.That(started, Is.EqualTo(limit is { } most ? [.. Enumerable.Repeat("B", most), "A", "A"] : Enumerable.Repeat("B", 8)));
    }

    [Test]
    public async Task Switching_there_and_back_leaves_what_counts_as_it_was()
    {
        var before = await Family.ReadAsync(Device.Board, Device.Files, default);
        await SwitchAsync("B", counting: true);
        await SwitchAsync("A", counting: false);
        await Family.ConfirmAsync(Device.Board, Device.Files, default);
        Assert.That(await Family.ReadAsync(Device.Board, Device.Files, default), Is.EqualTo(before));
    }

    [Test]
    public async Task A_board_without_its_file_starts_no_slot_that_a_text_would_have_named()
    {
        await Device.Files.DeleteAsync(Device.Board.File!.Value, default);
        Assert.That(await Family.ReadAsync(Device.Board, Device.Files, default), Is.EqualTo(new BootVariables(null, false, 0)));
        await RefusesAsync(() => SwitchAsync("B", counting: true));
        if (Family.IsText) Assert.That(await StartAsync(), Is.Null);
    }

    [Test]
    public async Task A_confirmed_slot_starts_for_ever()
    {
        await SwitchAsync("B", counting: true);
        await StartAsync();
        await Family.ConfirmAsync(Device.Board, Device.Files, default);
        Assert.That(await Family.ReadAsync(Device.Board, Device.Files, default), Is.EqualTo(new BootVariables("B", false, 0)));
        for (var boots = 0; boots < 5; boots++) Assert.That(await StartAsync(), Is.EqualTo("B"));
    }

    [Test]
    public async Task A_switch_without_counting_never_falls_back()
    {
        await SwitchAsync("B", counting: false);
        for (var boots = 0; boots < 5; boots++) Assert.That(await StartAsync(), Is.EqualTo("B"));
    }

    IBootFamily Family => BootFamilies.Find(Device.Board.Family) ?? throw new AssertionException($"{Device.Board.Family} is not built");

    async Task SwitchAsync(string slot, bool counting)
    {
        await Family.PrepareAsync(Device.Board, Device.Files, default);
        await Family.SwitchAsync(Device.Board, Device.Files, slot, counting, default);
    }

    async Task<string?> StartAsync() => await Family.StartAsync(Device.Board, Device.Files, default);
}
