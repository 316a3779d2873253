namespace Ringfence.Files.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{\n \"SecurityGroups\": [,]}", 2, 21)]
    [InlineData("{\"SecurityGroups\":[]} x", 1, 23)]
    [InlineData("{\"SecurityGroups\":[]}\n{}", 2, 1)]
    [InlineData("[]", 1, 1)]
    [InlineData("{}", 1, 1)]
    [InlineData("{\"SecurityGroups\":{}}", 1, 19)]
    [InlineData("{\"SecurityGroups\":[],\n  \"SecurityGroups\":[]}", 2, 3)]
    [InlineData("{\"SecurityGroups\":[],\n\"Nonsense\":1}", 2, 1)]
    [InlineData("{\"Format\":\"ringfence-security-groups/2\",\"SecurityGroups\":[]}", 1, 11)]
    [InlineData("{\"SecurityGroups\":[\n{\"名\":\"x\",\"Nme\":1}]}", 2, 2)]
    [InlineData("{\"SecurityGroups\":[{\"Name\":[]}]}", 1, 28)]
    [InlineData("{\"SecurityGroups\":[{\"IsDefault\":\"perhaps\"}]}", 1, 33)]
    [InlineData("{\"SecurityGroups\":[{\"Name\":\"\\ud83d\"}]}", 1, 28)]
    [InlineData("{\"SecurityGroups\":[[[[[[[[[[[[[[[[[[", 1, 34)]
    public void A_fault_of_JSON_is_told_with_its_place(string text, int line, int column) => AssertFirst(text, FileFormat.Json, line, column);

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("SecurityGroups:\n  - Name: \"x", 2, 11)]
    [InlineData("SecurityGroups:\n- Name: a\n  Nme: b\n", 3, 3)]
    [InlineData("SecurityGroups:\n- Name: a\n  Name: b\n", 3, 3)]
    [InlineData("SecurityGroups: 5\n", 1, 17)]
    [InlineData("SecurityGroups: []\n---\nSecurityGroups: []\n", 2, 1)]
    [InlineData("SecurityGroups:\n- Name: *a\n", 2, 9)]
    [InlineData("SecurityGroups: &a []\n", 1, 17)]
    [InlineData("SecurityGroups:\n- Name: !!int 5\n", 2, 9)]
    [InlineData("? [a]\n: 1\n", 1, 3)]
    [InlineData("SecurityGroups:\n\t- Name: a\n", 2, 1)]
    [InlineData("SecurityGroups:\n- Name: a\n\tDescription: b\n", 3, 1)]
    [InlineData("SecurityGroups:\n- Name: a\n  Ingress:\n  \t- Action: DROP\n", 4, 3)]
    public void A_fault_of_YAML_is_told_with_its_place(string text, int line, int column) => AssertFirst(text, FileFormat.Yaml, line, column);

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("Source,Protocol port,Policy\r\n", 1, 1)]
    [InlineData("Source,Protocol port,Policy,Remarks\r\n10.0.0.0/8,TCP:80,ACCEPT\r\n", 2, 1)]
    [InlineData("Source,Protocol port,Policy,Remarks\n\n\"10.0.0.0/8\"x,TCP:80,ACCEPT,\n", 3, 13)]
    [InlineData("Source,Protocol port,Policy,Remarks\n10.0.0.0/8,TCP:80,ACCEPT,\"open", 2, 26)]
    public void A_fault_of_a_table_is_told_with_its_place(string text, int line, int column)
    {
        var file = SecurityGroupFile.ReadTable(text, "sg-00000001", Policy.Rules.Direction.Ingress);
        Assert.True(file.FaultCount > 0);
        Assert.Equal(new FilePosition(line, column), file.Faults[0].Position);
    }

    [Fact]
    public void Every_fault_is_told_not_only_the_first()
    {
        var file = SecurityGroupFile.Read("{\"Format\":1,\"SecurityGroups\":[{\"Name\":[],\"Tags\":7,\"x\":1},5]}", FileFormat.Json);
        Assert.Equal(5, file.FaultCount);
    }

    [Fact]
    public void A_hostile_file_of_a_million_faults_costs_no_more_than_a_thousand()
    {
        var file = SecurityGroupFile.Read($"{{\"SecurityGroups\":[{string.Join(',', Enumerable.Repeat("1", 1_000_000))}]}}", FileFormat.Json);
        Assert.Equal((1_000_000, 1000), (file.FaultCount, file.Faults.Length));
    }

    [Fact]
    public void A_small_text_that_stands_for_an_endless_one_is_refused()
    {
        string bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nSecurityGroups: *c\n";
        Assert.Contains("anchors", SecurityGroupFile.Read(bomb, FileFormat.Yaml).Faults[0].Message, StringComparison.Ordinal);
        Assert.NotEqual(0, SecurityGroupFile.Read(new string('[', 100_000), FileFormat.Yaml).FaultCount);
        Assert.NotEqual(0, SecurityGroupFile.Read(string.Concat(Enumerable.Repeat("- ", 100_000)), FileFormat.Yaml).FaultCount);
        Assert.NotEqual(0, SecurityGroupFile.Read(new string(' ', FileLimits.Characters + 1), FileFormat.Yaml).FaultCount);
    }

    private static void AssertFirst(string text, FileFormat format, int line, int column)
    {
        var file = SecurityGroupFile.Read(text, format);
        Assert.True(file.FaultCount > 0, "There is no fault.");
        Assert.True(file.Faults[0].Position == new FilePosition(line, column), $"{file.Faults[0]}");
    }
}
