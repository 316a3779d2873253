namespace Ringfence.Files;

/// <summary>The languages that groups are written in.</summary>
public enum FileFormat
{
    /// <summary>Lossless.</summary>
    Json,

    /// <summary>The same document, for people.</summary>
    Yaml,

    /// <summary>The rules of one group and direction, for spreadsheets.</summary>
    Csv,

    /// <summary>For the vendor's Terraform provider; written only.</summary>
    Terraform,
}
