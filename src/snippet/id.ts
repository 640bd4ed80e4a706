/** A random UUID (RFC 9562, version 4); also on pages that came without TLS, where the browser makes none. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = '89ab'.charAt((bytes[8] ?? 0) & 3)
  return digits.replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/,
    (_all, ...[a, b, c, d, e]: readonly string[]) => `${a}-${b}-4${c}-${variant}${d}-${e}`,
  )
}
