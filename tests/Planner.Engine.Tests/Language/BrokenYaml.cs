using System.Text;
using static Planner.Engine.Tests.Language.BrokenFile;

namespace Planner.Engine.Tests.Language;

/// <summary>Files that are refused before their meaning is looked at.</summary>
static class BrokenYaml
{
    public static IEnumerable<BrokenFile> Files =>
    [
        Plan("Refuses_an_empty_file", "", "1:1 PLN005 is empty"),
        Plan("Refuses_a_file_of_comments_only", "# nothing\n\n# here\n", "1:1 PLN005 is empty"),
        Plan("Refuses_a_document_without_a_value", "---\n...\n", "1:1 PLN005 is empty"),
        Plan("Refuses_a_binary_file", "plan: a\nv\0ersion: b\n", "2:2 PLN004 control character 0x00"),
        Plan("Refuses_a_control_character", "plan: a\u001b[31m\n", "1:8 PLN004 control character 0x1B"),
        new("Refuses_UTF_16", Encoding.Unicode.GetBytes("plan: a"), false, ["1:2 PLN004 control character"]),
        Plan("Refuses_a_file_of_2_MiB", "plan: " + new string('x', 2 << 20), "1:1 PLN002 has more than 1 MiB"),
        new("Refuses_bytes_that_are_no_UTF_8_and_goes_on", [.. Encoding.UTF8.GetBytes(Sample.Plan.But("language: 1", "language: x")), .. "# né\n"u8[..3], 0xE9, 0xFF, (byte)'\n'], false, ["3:11 PLN011 whole number", "18:4 PLN003 byte 0xE9 at offset 461, and 1 more"]),
        Plan("Refuses_a_second_document", Sample.Plan + "---\nplan: other\n", "18:1 PLN006 second document"),
        Plan("Refuses_an_anchor", Sample.Plan.But("layout: test", "layout: &here test"), "4:9 PLN007 '&here'"),
        Plan("Refuses_an_alias_and_says_nothing_more_about_it", Sample.Plan.But("layout: test@1.0.0", "layout: *there"), "4:9 PLN008 '*there'"),
        Plan("Refuses_an_alias_as_a_key", Sample.Plan.But("language: 1", "*there : 1\nlanguage: 1"), "3:1 PLN008 '*there'"),
        Plan("Refuses_a_merge_key", Sample.Plan.But("- reboot\n", "- reboot: { <<: { a: b } }\n"), "15:13 PLN009 '<<'"),
        Plan("Refuses_a_tag", Sample.Plan.But("plan: sample", "plan: !!str sample"), "1:7 PLN013 tag"),
        Plan("Refuses_a_key_that_stands_twice_and_names_both_places", Sample.Plan.But("version: 1.0.0", "version: 1.0.0\nplan: other"), "3:1 PLN014 the first is in line 1, column 1"),
        Plan("Refuses_what_is_nested_too_deep_and_goes_on", Sample.Plan.But("language: 1", $"language: {new string('[', 20)}{new string(']', 20)}"), "3:11 PLN011 whole number, not a list", "3:26 PLN015 deeper than 16"),
        Plan("Gives_up_a_file_that_is_nested_without_end", new string('[', 1 << 19), "1:17 PLN015 deeper than 16"),
        Plan("Refuses_a_list_as_a_key", Sample.Plan.But("language: 1", "? [a, b]\n: c\nlanguage: 1"), "3:3 PLN016 not a list"),
        Plan("Refuses_braces_without_quotes", Sample.Plan.But("plan: sample", "plan: sample\nsummary: {{ name }}"), "2:10 PLN011 must be a text", "2:11 PLN016 not a mapping"),
        Plan("Refuses_an_empty_key", Sample.Plan.But("language: 1", ": 5\nlanguage: 1"), "3:3 PLN016 not nothing"),
        Plan("Refuses_a_quote_that_is_not_closed", Sample.Plan.But("plan: sample", "plan: \"sample"), "1:7 PLN001 "),
        Plan("Refuses_a_tab_as_an_indent", "plan: a\nfor:\n\tos.name: b\n", "3:1 PLN001 "),
        Plan("Refuses_a_bracket_that_is_not_closed", "plan: a\nfor: [b, c\nversion: d\n", "3:1 PLN001 not closed"),
        Plan("Reports_what_it_saw_before_a_syntax_error", "plan: &a b\nplan: c\nfor: }\n", "1:7 PLN007 '&a'", "2:1 PLN014 'plan'", "3:6 PLN001 "),
        Plan("Refuses_a_file_that_is_a_list", "- a\n- b\n", "1:1 PLN011 must be a mapping, not a list"),
        Plan("Refuses_a_file_that_is_a_word", "reboot\n", "1:1 PLN011 must be a mapping, not 'reboot'"),
        Plan("Counts_lines_that_end_as_on_Windows", Sample.Plan.But("language: 1", "languages: 1").ReplaceLineEndings("\r\n"), "1:1 PLN012 needs 'language'", "3:1 PLN010 'languages'; did you mean 'language'?"),
        new("Reads_a_file_with_a_byte_order_mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Sample.Plan.But("plan: sample", "plans: sample"))], false, ["1:1 PLN010 'plans'; did you mean 'plan'?", "1:1 PLN012 needs 'plan'"]),
    ];
}
