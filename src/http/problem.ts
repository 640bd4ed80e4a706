import {
  hasZodFastifySchemaValidationErrors,
  type ZodFastifySchemaValidationError,
} from 'fastify-type-provider-zod'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { bugKind, problemKinds, problemMediaType, type Problem } from '../api/problem.ts'
import { failure, Refusal, type Failure } from '../domain/failure.ts'

/** Known, but without the right to do this: the one refusal whose status is not its code's. */
export class Forbidden extends Refusal {}

/** Every answer that is no success goes through here: RFC 9457, and never a stack or a value of ours. */
export async function answerProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const said = failureOf(error)
  if (said === undefined) request.log.error({ err: error }, 'bug')
  if (said?.code === 'unavailable') reply.header('retry-after', '1')
  if (said?.code === 'unauthorized') {
    reply.header('www-authenticate', 'Bearer, Basic realm="Clientela: the key as password"')
  }
  const problem = problemOf(said, request.id)
  const status = error instanceof Forbidden ? 403 : problem.status
  await reply
    .code(status)
    .type(problemMediaType)
    .serializer(JSON.stringify)
    .send({ ...problem, status })
}

/** A failure as the wire shows it; without one, a mistake of the program, of which only the log knows more. */
export function problemOf(said: Failure | undefined, request: string): Problem {
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
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500
  if (status === 413) {
    return failure('too_large', 'The body is larger than allowed', {
      where: 'body',
      fix: 'Send it in several parts.',
    })
  }
  return status >= 400 && status < 500 ? failure('invalid', error.message) : undefined
}

/** The first thing that does not fit the contract, with its place as a person would write it. */
function misfit(error: {
  validation: readonly ZodFastifySchemaValidationError[]
  validationContext?: string | undefined
}): Failure {
  const [first] = error.validation
  const part = error.validationContext === 'querystring' ? 'query' : error.validationContext
  const path = (first?.instancePath ?? '')
    .split('/')
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
  return failure('invalid', first?.message ?? 'This does not fit the contract', {
    where: `${part ?? 'body'}${path}`,
    fix: 'See /docs for what this route takes.',
  })
}
