using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Nftables.Text;

/// <summary>
/// Commands for libnftables as UTF-8 in one buffer that is used again and again: a change of one rule costs no garbage. Each command is one line.
/// </summary>
internal sealed class NftScript
{
    private byte[] _bytes = new byte[4096];

    /// <summary>Length in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The commands so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public bool IsEmpty => Length == 0;

    public void Clear() => Length = 0;

    /// <summary>Adds one command.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] ref Handler command)
    {
        Part(ref command);
        Append("\n");
    }

    /// <summary>Adds text without ending the line.</summary>
    public void Part([InterpolatedStringHandlerArgument("")] ref Handler text) => text.Finish(this);

    public void Append(ReadOnlySpan<char> text)
    {
        Reserve(text.Length * 3);
        Length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
    }

    public void Append(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(Length));
        Length += utf8.Length;
    }

    /// <summary>The commands with a zero byte behind them, as libnftables wants them.</summary>
    public ReadOnlySpan<byte> ZeroTerminated()
    {
        Reserve(1);
        _bytes[Length] = 0;
        return _bytes.AsSpan(0, Length + 1);
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    private void Number<T>(T value, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        Reserve(48);
        if (!value.TryFormat(_bytes.AsSpan(Length), out int written, format, CultureInfo.InvariantCulture))
            throw new InvalidOperationException("A number did not fit 48 bytes.");
        Length += written;
    }

    private void Reserve(int count)
    {
        while (Length + count > _bytes.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
    }

    /// <summary>Lets <c>$"…"</c> write straight into the script.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly NftScript _script;

        public Handler(int literalLength, int formattedCount, NftScript script)
        {
            _ = formattedCount;
            script.Reserve(literalLength);
            _script = script;
        }

        /// <summary>Everything was written while the text was evaluated; this only ties the handler to its script.</summary>
        public void Finish(NftScript script)
        {
            if (!ReferenceEquals(script, _script))
                throw new InvalidOperationException("The text was written to another script.");
        }

        public void AppendLiteral(string value) => _script.Append(value);

        public void AppendFormatted(string value) => _script.Append(value);

        public void AppendFormatted(int value) => _script.Number(value, default);

        public void AppendFormatted(ushort value) => _script.Number(value, default);

        public void AppendFormatted(byte value) => _script.Number(value, default);

        public void AppendFormatted(long value) => _script.Number(value, default);

        /// <summary>Marks and masks: always hexadecimal.</summary>
        public void AppendFormatted(uint value)
        {
            _script.Append("0x");
            _script.Number(value, "x");
        }

        public void AppendFormatted(IpAddress value)
        {
            if (value.Family == AddressFamily.IPv4)
            {
                uint number = (uint)value.Value;
                for (int shift = 24; shift >= 0; shift -= 8)
                {
                    _script.Number((byte)(number >> shift), default);
                    if (shift > 0)
                        _script.Append(".");
                }

                return;
            }

            for (int shift = 112; shift >= 0; shift -= 16)
            {
                _script.Number((ushort)(value.Value >> shift), "x");
                if (shift > 0)
                    _script.Append(":");
            }
        }

        public void AppendFormatted(IpPrefix value)
        {
            AppendFormatted(value.Network);
            _script.Append("/");
            _script.Number(value.Length, default);
        }
    }
}
