import { call } from '../../api/client.ts'
import type { Answer, Given, Route } from '../../api/route.ts'
import { csrf } from './csrf.ts'

/** Sends a file to a route that takes one. */
export async function sendFile<R extends Route>(
  route: R,
  given: Given<R>,
  file: File,
): Promise<Answer<R>> {
  const token = csrf.now()
  return await call({ url: location.origin }, route, given, {
    upload: file,
    ...(token === undefined ? {} : { csrf: token }),
  })
}
