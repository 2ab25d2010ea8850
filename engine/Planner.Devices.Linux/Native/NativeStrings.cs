using System.Runtime.InteropServices;

namespace Planner.Devices.Linux.Native;

/// <summary>A list of C strings that ends with a null pointer, as execve(2) takes it.</summary>
sealed unsafe class NativeStrings : IDisposable
{
    readonly int count;

    /// <summary>Copies strings that each end with a zero byte.</summary>
    internal NativeStrings(IReadOnlyList<byte[]> strings)
    {
        count = strings.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(byte*));
        for (var index = 0; index < count; index++)
        {
            Pointer[index] = (byte*)NativeMemory.Alloc((nuint)strings[index].Length);
            strings[index].CopyTo(new Span<byte>(Pointer[index], strings[index].Length));
        }
    }

    /// <summary>The list.</summary>
    internal byte** Pointer { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var index = 0; index < count; index++) NativeMemory.Free(Pointer[index]);
        NativeMemory.Free(Pointer);
    }
}
