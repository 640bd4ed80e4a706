import type { FastifyReply, FastifyRequest } from 'fastify'
import { everyRoute } from '../api/routes.ts'
import { failure, Refusal } from '../domain/failure.ts'
import { answerProblem, WrongMethod } from './problem.ts'

/** Nothing is there, or something that answers to other methods: 404 or 405. */
export async function answerNotFound(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const methods = methodsAt(request.url.split('?', 1)[0] ?? '')
  if (methods.length === 0) {
    const fix = 'See /docs for what there is.'
    const nothing = failure('not_found', 'There is nothing at this address', { fix })
    return await answerProblem(new Refusal(nothing), request, reply)
  }
  reply.header('allow', methods.join(', '))
  const message = `${request.method} is not what this address answers to`
  const wrong = failure('invalid', message, {
    where: 'method',
    fix: `Use ${methods.join(' or ')}.`,
  })
  await answerProblem(new WrongMethod(wrong), request, reply)
}

let patterns: readonly { readonly method: string; readonly address: RegExp }[] | undefined

function methodsAt(path: string): string[] {
  patterns ??= everyRoute.map(({ route }) => ({
    method: route.method,
    address: new RegExp(`^${route.path.replaceAll(/:[a-z]+/gi, '[^/]+')}$`),
  }))
  const found = patterns.filter(({ address }) => address.test(path)).map(({ method }) => method)
  // Whatever can be got, can be asked for its head alone.
  return [...new Set(found.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
}
