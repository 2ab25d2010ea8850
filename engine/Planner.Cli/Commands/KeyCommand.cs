using System.CommandLine;
using System.Text.Json;
using Planner.Cli.Output;
using Planner.Cli.Repository;
using Planner.Repository.Publishing;
using Planner.Repository.Tuf;

namespace Planner.Cli.Commands;

/// <summary>Makes keys, and says whose signatures a repository's devices believe.</summary>
static class KeyCommand
{
    internal static Command Make(Terminal terminal) => new("key", "Makes keys of a repository, exchanges them, and lets others publish some of its paths.") { New(terminal), Rotate(terminal), Delegate(terminal) };

    static PlannerCommand New(Terminal terminal)
    {
        var role = new Argument<string>("ROLE") { Description = "root, targets, snapshot or timestamp, or the name of a role that something is delegated to." };
        var (keys, type, json) = (KeyOptions.Folder(), KeyOptions.Type(), Options.Json());
        role.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsName(token.Value)) result.AddError($"'{token.Value}' is no name of a role: small letters, digits and '-'");
        });
        var command = new PlannerCommand("new", "Makes a key for a role: a private half to keep, and a public one to give away.", "planner key new timestamp --keys keys") { role, keys, type, json };
        command.SetAction(parsed => Publishing.Guarded(terminal, () =>
        {
            var (file, key) = new KeyFolder(parsed.GetRequiredValue(keys)).Make(parsed.GetRequiredValue(role), parsed.GetRequiredValue(type));
            if (parsed.GetValue(json))
            {
                var page = Json.New();
                (page["file"], page["id"], page["key"]) = (file, key.Public.Id, key.Public.ToJson());
                Json.WritePage(terminal, page);
            }
            else terminal.Result($"wrote {file}, key {key.Public.Id}");
            return ExitCode.Good;
        }));
        return command;
    }

    static PlannerCommand Rotate(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "The repository." };
        var role = new Argument<string>("ROLE") { Description = "Whose keys are exchanged." };
        role.AcceptOnlyFromAmong([.. Metadata.TopRoles]);
        var (keys, type, expires, json) = (KeyOptions.Folder(), KeyOptions.Type(), KeyOptions.Expires(), Options.Json());
        var command = new PlannerCommand("rotate", "Gives a role new keys, as many as it has, in the place of those that it has; the former ones count no more.", "planner key rotate repository timestamp --keys keys") { folder, role, keys, type, expires, json };
        command.SetAction(parsed => Publishing.Guarded(terminal, () =>
        {
            var (repository, name) = (parsed.GetRequiredValue(folder), parsed.GetRequiredValue(role));
            var (files, ring) = (new FolderFiles(repository), new KeyFolder(parsed.GetRequiredValue(keys)));
            using var alone = Publishing.Alone(repository);
            var state = PublishedState.Read(files) ?? throw new PublishingException("nothing is published yet");
            var before = state.Root.Roles[name];
            var former = ring.Of(name);
            var fresh = Enumerable.Range(0, before.Keys.Count).Select(_ => ring.Make(name, parsed.GetRequiredValue(type))).ToList();
            try
            {
                var written = new Publisher(files, TimeProvider.System, ring.Ring(), KeyOptions.LifetimesOf(parsed.GetValue(expires) ?? [])).Rotate(state, name, new RoleKeys(fresh.ToDictionary(made => made.Key.Public.Id, made => made.Key.Public), before.Threshold));
                ring.Retire(name, former);
                return Publishing.Tell(terminal, parsed.GetValue(json), written);
            }
            catch (PublishingException)
            {
                // Refused before anything was written: nobody will ever ask for them.
                foreach (var (file, _) in fresh) KeyFolder.Forget(file);
                throw;
            }
        }));
        return command;
    }

    static PlannerCommand Delegate(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "The repository." };
        var role = new Argument<string>("ROLE") { Description = "The name of the role, made up." };
        var path = new Option<string[]>("--path") { Description = "What it may publish: 'plans/acme-*/*'. A '*' stands for any characters but '/'; may be repeated.", HelpName = "PATTERN", Required = true };
        var key = new Option<string[]>("--key") { Description = "A public key of it, the .pub file of 'planner key new'; may be repeated. Left out, the keys of that role in the folder of keys.", HelpName = "FILE", DefaultValueFactory = _ => [] };
        var threshold = new Option<int>("--threshold") { Description = "So many of them must sign.", HelpName = "KEYS", DefaultValueFactory = _ => 1 };
        var (keys, expires, json) = (KeyOptions.Folder(), KeyOptions.Expires(), Options.Json());
        var command = new PlannerCommand("delegate", "Lets another role publish some paths, and nobody else; said again, with other keys or paths.", "planner key delegate repository acme --path 'plans/acme-*/*' --keys keys") { folder, role, path, key, threshold, keys, expires, json };
        command.SetAction(parsed => Publishing.Guarded(terminal, () =>
        {
            var (repository, name) = (parsed.GetRequiredValue(folder), parsed.GetRequiredValue(role));
            if (!IsName(name) || Metadata.TopRoles.Contains(name)) throw new PublishingException($"'{name}' is no name for a delegated role: small letters, digits and '-', and not one of {string.Join(", ", Metadata.TopRoles)}");
            var (files, ring) = (new FolderFiles(repository), new KeyFolder(parsed.GetRequiredValue(keys)));
            using var alone = Publishing.Alone(repository);
            var state = PublishedState.Read(files) ?? throw new PublishingException("nothing is published yet");
            var given = parsed.GetValue(key) is { Length: > 0 } publics ? publics.Select(ReadPublic).ToList() : [.. ring.Of(name).Select(one => one.Public)];
            if (given.Count == 0) throw new PublishingException($"there is no key for {name}: 'planner key new {name}' makes one, or --key names its public half");
            if (parsed.GetValue(threshold) < 1 || parsed.GetValue(threshold) > given.Count) throw new PublishingException($"--threshold is {parsed.GetValue(threshold)}, and {name} has {Words.Count(given.Count, "key")}");
            var delegation = new Delegation(name, new RoleKeys(given.DistinctBy(one => one.Id).ToDictionary(one => one.Id), parsed.GetValue(threshold)), parsed.GetRequiredValue(path), null, IsTerminating: true);
            return Publishing.Tell(terminal, parsed.GetValue(json), new Publisher(files, TimeProvider.System, ring.Ring(), KeyOptions.LifetimesOf(parsed.GetValue(expires) ?? [])).Delegate(state, delegation));
        }));
        return command;
    }

    static TufKey ReadPublic(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return TufKey.Read(document.RootElement) ?? throw new PublishingException($"{file} is no public key");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new PublishingException($"{file} is no public key: {e.Message}");
        }
    }

    static bool IsName(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-';
}
