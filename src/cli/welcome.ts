import { relative, resolve } from 'node:path'
import type { Program } from '../main.ts'
import type { Output } from './output.ts'

/** What somebody sees who has just started the server: where it is, the key, what to try. */
export function welcome(output: Output, { server, firstKey, setupLink, directory }: Program): void {
  const key = firstKey === undefined ? {} : { key: firstKey }
  const setup = setupLink === undefined ? {} : { setup: setupLink }
  output.result({ url: server.url, directory, ...key, ...setup }, () => [
    '',
    `${output.bold('Clientela')} listens at ${output.bold(server.url)}`,
    ...(setupLink === undefined
      ? []
      : [
          '',
          `Nobody can sign in yet. Make yourself its owner, by this link, once: ${output.bold(setupLink)}`,
        ]),
    ...(firstKey === undefined
      ? []
      : [
          '',
          `The key of its API, shown this once: ${output.bold(firstKey)}`,
          output.dim(
            'It is not kept anywhere: put it away now. `clientela keys create NAME` makes more.',
          ),
        ]),
    '',
    `The API is described at ${server.url}/docs (the key is the password).`,
  ])
}

/** What to try with the demo shop. */
export function suggestions(directory: string): string[] {
  const data = directory === resolve('.clientela') ? '' : `--data ${shortest(directory)} `
  return [
    '',
    'Try, in another terminal:',
    `  bin/clientela ${data}segments list`,
    `  bin/clientela ${data}segments count 'did "Order Completed" at least 2 times in last 90 days'`,
    `  bin/clientela ${data}segments members '@Journey: loyal' --format csv`,
    `  bin/clientela ${data}segments create Regulars 'did "Order Completed" at least 3 times'`,
    `  bin/clientela ${data}promotions`,
    `  bin/clientela ${data}status`,
    '',
    'Your own orders: bin/clientela import orders --help',
  ]
}

function shortest(directory: string): string {
  const near = relative('.', directory)
  return near.length < directory.length && !near.startsWith('..') ? near : directory
}
