import { EngineException } from './exception.ts'

/**
 * The fields of a multipart/form-data body (RFC 7578) as the official client sends them when the
 * parameters of a query are too long for an address. Values are UTF-8.
 */
export function* readForm(body: Buffer, boundary: string): Generator<[string, string]> {
  const opening = Buffer.from(`--${boundary}`)
  const mark = Buffer.from(`\r\n--${boundary}`)
  if (!body.subarray(0, opening.length).equals(opening)) throw broken('it does not begin with it')
  let at = opening.length
  while (body.toString('latin1', at, at + 2) !== '--') {
    const headEnd = body.indexOf('\r\n\r\n', at)
    if (headEnd < 0) throw broken('a part has no end of its head')
    const end = body.indexOf(mark, headEnd + 4)
    if (end < 0) throw broken('a part has no end')
    const head = body.toString('latin1', at, headEnd)
    const name = /\bname="([^"]*)"/i.exec(head)?.[1]
    if (name === undefined || /\bfilename=/i.test(head)) throw broken('a part is no field')
    yield [name, body.toString('utf8', headEnd + 4, end)]
    at = end + mark.length
  }
}

function broken(why: string): EngineException {
  return new EngineException(36, 'BAD_ARGUMENTS', `The form cannot be read: ${why}`)
}
