import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string }
export type Reply = { readonly status: number; readonly headers?: Record<string, string> }

/** Somebody on loopback who is sent webhooks: keeps what came, and answers as the test says. */
export type Receiver = {
  readonly url: string
  readonly received: Received[]
  /** How the next are answered; 204 where nothing is said. */
  reply: (message: Received) => Reply | Promise<Reply>
  close(): Promise<void>
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const message = { headers: request.headers, body }
      const { status, headers = {} } = await receiver.reply(message)
      received.push(message)
      response.writeHead(status, headers).end(status === 204 ? undefined : 'no')
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    reply: () => ({ status: 204 }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
