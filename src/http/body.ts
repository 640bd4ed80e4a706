import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { failure, Overfull, Refusal } from '../domain/failure.ts'

/** Memory for bodies under way, all together: what comes beside is asked to come again. */
export type Room = { held: number; readonly mostBytes: number }

/** So much of a body that is too large is passed over, so that its sender hears why it was refused. */
const passedOverBytes = 32 * 1024 * 1024

const unzip = promisify(gunzip)

/**
 * Reads a body that may be packed by gzip, whatever its headers say: JSON never begins as gzip does. Takes
 * room for it, and answers how to give that back. Throws a Refusal: `invalid` for more than `most` bytes, as
 * sent or unpacked, and for what is no gzip to its end; Overfull where there is no room.
 */
export async function readBody(
  stream: AsyncIterable<Uint8Array>,
  most: number,
  room: Room,
): Promise<{ readonly body: Buffer; readonly release: () => void }> {
  let taken = 0
  const take = (bytes: number): void => {
    if (room.held + bytes > room.mostBytes) throw noRoom()
    room.held += bytes
    taken += bytes
  }
  const release = (): void => {
    room.held -= taken
    taken = 0
  }
  try {
    const packed = await gather(stream, most, take)
    if (!(packed[0] === 0x1f && packed[1] === 0x8b)) return { body: packed, release }
    take(most)
    return { body: await unpack(packed, most), release }
  } catch (error) {
    release()
    throw error
  }
}

/** What is refused is read to its end all the same: who is cut off while sending hears no answer. */
async function gather(
  stream: AsyncIterable<Uint8Array>,
  most: number,
  take: (bytes: number) => void,
): Promise<Buffer> {
  let chunks: Uint8Array[] = []
  let length = 0
  let refused: unknown
  for await (const chunk of stream) {
    length += chunk.length
    if (length > passedOverBytes) throw tooLarge(most)
    if (length > most) refused = tooLarge(most)
    if (refused !== undefined) {
      chunks = []
      continue
    }
    try {
      take(chunk.length)
      chunks.push(chunk)
    } catch (error) {
      refused = error
    }
  }
  if (refused !== undefined) throw refused
  return Buffer.concat(chunks)
}

async function unpack(packed: Buffer, most: number): Promise<Buffer> {
  try {
    return await unzip(packed, { maxOutputLength: most })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(most)
    throw new Refusal(
      failure('invalid', 'The body begins as gzip does, and is none to its end', {
        where: 'body',
        fix: 'Send it whole, or as JSON that is not packed.',
      }),
    )
  }
}

function tooLarge(most: number): Refusal {
  return new Refusal(
    failure('invalid', `A body has at most ${most} bytes, unpacked too`, {
      where: 'body',
      fix: 'Send it in several parts.',
    }),
  )
}

function noRoom(): Overfull {
  const why = 'More is being sent than there is room for'
  return new Overfull(failure('unavailable', why, { fix: 'Try again in 1 s.' }), 1)
}
