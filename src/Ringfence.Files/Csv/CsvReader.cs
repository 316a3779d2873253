using System.Text;

namespace Ringfence.Files.Csv;

/// <summary>A cell with its place.</summary>
internal readonly record struct CsvCell(FilePosition Position, string Text);

/// <summary>Reads rows of comma-separated cells (RFC 4180): quotes, doubled quotes and line ends inside quotes; CR LF, LF or CR between rows. A blank line is no row.</summary>
internal sealed class CsvReader(string text, FileFaults faults)
{
    private int _at = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _line = 1;
    private int _lineStart = text.StartsWith('\uFEFF') ? 1 : 0;

    /// <summary>The next row; null at the end.</summary>
    public List<CsvCell>? Next()
    {
        while (_at < text.Length && text[_at] is '\r' or '\n')
            SkipLineEnd();
        if (_at >= text.Length)
            return null;
        var row = new List<CsvCell>();
        while (true)
        {
            row.Add(Cell());
            if (_at < text.Length && text[_at] == ',')
            {
                _at++;
                continue;
            }

            if (_at < text.Length)
                SkipLineEnd();
            return row;
        }
    }

    private CsvCell Cell()
    {
        var position = new FilePosition(_line, _at - _lineStart + 1);
        if (_at < text.Length && text[_at] == '"')
            return new CsvCell(position, Quoted(position));
        int start = _at;
        while (_at < text.Length && text[_at] is not (',' or '\r' or '\n'))
            _at++;
        return new CsvCell(position, text[start.._at]);
    }

    private string Quoted(FilePosition position)
    {
        var cell = new StringBuilder();
        for (_at++; _at < text.Length;)
        {
            if (text[_at] == '"')
            {
                if (++_at < text.Length && text[_at] == '"')
                {
                    cell.Append('"');
                    _at++;
                    continue;
                }

                SkipAfterQuote();
                return cell.ToString();
            }

            if (text[_at] is '\r' or '\n')
            {
                int start = _at;
                SkipLineEnd();
                cell.Append(text, start, _at - start);
            }
            else
            {
                cell.Append(text[_at++]);
            }
        }

        faults.Add(position, "", "The quotes that begin here are not closed.");
        return cell.ToString();
    }

    private void SkipAfterQuote()
    {
        if (_at >= text.Length || text[_at] is ',' or '\r' or '\n')
            return;
        faults.Add(new FilePosition(_line, _at - _lineStart + 1), "", "After closing quotes a comma or the end of the line is expected.");
        while (_at < text.Length && text[_at] is not (',' or '\r' or '\n'))
            _at++;
    }

    private void SkipLineEnd()
    {
        _at += text[_at] == '\r' && _at + 1 < text.Length && text[_at + 1] == '\n' ? 2 : 1;
        _line++;
        _lineStart = _at;
    }
}
