import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Socket } from 'node:net'
import { problemMediaType, type Problem } from '../api/problem.ts'
import { bugKind, problemKinds } from '../api/problemKinds.ts'
import { failure, Refusal, type Failure, type Overfull } from '../domain/failure.ts'
import { challengesFor } from './challenge.ts'
import { misfit } from './misfit.ts'

/** Known, but without the right to do this. */
export class Forbidden extends Refusal {}

/** The address is right, but nothing there answers to this method. */
export class WrongMethod extends Refusal {}

/** Of who sends by the tracking API more is wanted later: clients of it wait where they are told 429. */
export class TooMany extends Refusal {
  readonly seconds: number

  constructor({ failure, seconds }: Overfull) {
    super(failure)
    this.seconds = seconds
  }
}

/** A body that is not of the kind which the route takes. */
class NotTaken extends Refusal {}

/** The refusals whose status says more than their code does. */
function kindOf(error: Error): Pick<Problem, 'status' | 'title'> | undefined {
  if (error instanceof Forbidden) return { status: 403, title: 'Not allowed to who asks' }
  if (error instanceof TooMany) return { status: 429, title: 'More than can be taken now' }
  if (error instanceof WrongMethod) return { status: 405, title: 'Not by this method' }
  const unsupported = 'code' in error && error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE'
  if (!(error instanceof NotTaken) && !unsupported) return undefined
  return { status: 415, title: 'A body of this kind is not taken here' }
}

/** A refusal of a body by its content type. */
export function notTaken(type: string): Refusal {
  return new NotTaken(
    failure('invalid', `A body of ${type} is not taken here`, {
      where: 'Content-Type',
      fix: 'Send application/json; files of arrivals and imports go as application/octet-stream.',
    }),
  )
}

/** What came over the connection is no request: there is none to answer, only the connection to end. */
export function answerUnreadable(
  this: FastifyInstance,
  error: Error & { readonly code?: string },
  socket: Socket,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const large = error.code === 'HPE_HEADER_OVERFLOW'
  const said = large
    ? failure('too_large', 'The headers are larger than allowed', { where: 'headers' })
    : failure('invalid', 'This is not a request of HTTP/1.1')
  const { status, ...more } = problemOf(said, undefined)
  const body = JSON.stringify({ status, ...more })
  const reason = large ? '431 Request Header Fields Too Large' : '400 Bad Request'
  socket.end(
    `HTTP/1.1 ${reason}\r\nContent-Type: ${problemMediaType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

/** Every answer that is no success goes through here: RFC 9457, and never a stack or a value of ours. */
export async function answerProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const said = failureOf(error)
  // Who hangs up, in the middle of an upload or of what is asked for it, gets no answer, and it is nobody's mistake.
  const hungUp = request.raw.destroyed && (!request.raw.complete || isAborted(error))
  if (said === undefined && !hungUp) request.log.error({ err: error }, 'bug')
  if (said?.code === 'unavailable') {
    reply.header('retry-after', error instanceof TooMany ? String(error.seconds) : '1')
  }
  const problem = { ...problemOf(said, request.id), ...kindOf(error), ...vtexOf(said, request) }
  // Who is known and may not is not to be asked for another key.
  if (problem.status === 401) reply.header('www-authenticate', challengesFor(request))
  await reply.code(problem.status).type(problemMediaType).serializer(JSON.stringify).send(problem)
}

/** What was asked of the engine was ended, as it is when nobody waits for it any more. */
function isAborted({ name, message }: Error): boolean {
  return name === 'AbortError' || message === 'The user aborted a request.'
}

/** Where VTEX's clients ask, what they read of a refusal: RFC 9457 lets a problem say more than it must. */
function vtexOf(said: Failure | undefined, { url }: FastifyRequest): { readonly Message?: string } {
  if (said === undefined || !url.startsWith('/api/dataentities')) return {}
  return { Message: said.fix === undefined ? said.message : `${said.message}. ${said.fix}` }
}

/** A failure as the wire shows it; without one, a mistake of the program, of which only the log knows more. */
export function problemOf(said: Failure | undefined, request: string | undefined): Problem {
  if (said === undefined) {
    const detail = 'The log has the reason under this request.'
    return { type: 'about:blank', ...bugKind, detail, code: 'bug', request }
  }
  const { code, message, ...more } = said
  return { type: 'about:blank', ...problemKinds[code], detail: message, code, ...more, request }
}

/** What a person can be told about an error; undefined when it is our own mistake. */
function failureOf(error: FastifyError | Error): Failure | undefined {
  if (error instanceof Refusal) return error.failure
  if (hasZodFastifySchemaValidationErrors(error)) return misfit(error)
  if (error.name === 'AbortError') return failure('unavailable', 'The request was given up')
  return 'statusCode' in error ? refusedBefore(error) : undefined
}

/** What is refused before a route is asked: by the framework, whose words are for programmers. */
function refusedBefore({ code, statusCode = 500, message }: FastifyError): Failure | undefined {
  if (statusCode >= 500) return undefined
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return failure('too_large', 'The body is larger than allowed', {
        where: 'body',
        fix: 'Send it in several parts.',
      })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return notTaken('this content type').failure
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return failure('invalid', 'The body is not JSON that can be taken', {
        where: 'body',
        fix: 'Check its quotes, commas and brackets; the keys __proto__ and constructor are not taken.',
      })
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return failure('invalid', 'The body is empty', {
        where: 'body',
        fix: 'Send JSON, or leave the Content-Type out where nothing is to be sent.',
      })
    case 'FST_ERR_BAD_URL':
      return failure('invalid', 'The address is not written as addresses are', {
        where: 'path',
        fix: 'Encode what is not a letter or a digit: % as %25.',
      })
    default:
      return failure('invalid', message)
  }
}
