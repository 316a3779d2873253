using System.CommandLine;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Completing;

/// <summary>Prints what a shell needs to complete our commands and options; the words come from the program itself (its [suggest] directive).</summary>
internal sealed class CompletionCommand : Command
{
    /// <summary>COMP_LINE without the program's name: what the directive parses.</summary>
    private const string Bash =
        """
        _ringfence() {
            local line=${COMP_LINE:0:COMP_POINT}
            line=${line#*[[:space:]]}
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _ringfence ringfence ./ringfence
        """;

    private const string Zsh =
        """
        #compdef ringfence
        _ringfence() {
            local line="${words[2,CURRENT]}"
            local -a suggestions
            suggestions=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -- ${suggestions:#}
        }
        compdef _ringfence ringfence
        """;

    private readonly Argument<string> _shell = new("shell") { Description = "The shell" };

    public CompletionCommand(CliSurroundings surroundings)
        : base("completion", "Print a completion script: source <(ringfence completion bash)")
    {
        Arguments.Add(_shell.AcceptOnlyFromAmong("bash", "zsh"));
        SetAction(parsed => surroundings.Output.WriteLine(parsed.GetValue(_shell) == "zsh" ? Zsh : Bash));
    }
}
