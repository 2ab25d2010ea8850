namespace Planner.Repository.Tests;

public sealed class NotAuthenticTests
{
    [Test]
    public void Says_what_was_looked_at_and_what_is_wrong_with_it() =>
        Assert.That(new NotAuthenticException("timestamp.json", "it expired").Message, Is.EqualTo("timestamp.json: it expired"));
}
