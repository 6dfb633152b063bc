using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Server.Clients;

/// <summary>
/// Binds sessions to who has opened them. The log knows a session by a hash of the id that its client was told and of the
/// client's principal; so whoever presents that id under another name means a session that does not exist, on every replica, however
/// far it has applied the log. Who reads a log or a snapshot learns no id that could be presented.
/// </summary>
internal static class SessionBinding
{
    /// <summary>A session's id in the log. Without authentication the one that the client was told.</summary>
    /// <param name="told">The id that the client was told.</param>
    /// <param name="principal">Who the client is; empty without authentication.</param>
    public static SessionId InLog(SessionId told, string principal)
    {
        if (principal.Length == 0)
        {
            return told;
        }

        // The id has a fixed length, so no two pairs make the same bytes.
        var bytes = new byte[16 + Encoding.UTF8.GetByteCount(principal)];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, told.Value);
        Encoding.UTF8.GetBytes(principal, bytes.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return new SessionId(BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }
}
