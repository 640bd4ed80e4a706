import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { answer } from '../../../src/store/engine/answer.ts'
import { readRequest } from '../../../src/store/engine/request.ts'

test('for whoever hung up while the request was read nothing is begun', async () => {
  let taken = 0
  const lanes = {
    take: async () => {
      taken += 1
      return await Promise.reject(new Error('no lane was to be taken'))
    },
    stop: async () => await Promise.resolve(),
  }
  const front = { lanes, secret: '', kill: async () => await Promise.resolve() }
  const server = createServer()
  const answered = new Promise<unknown>((resolve) => {
    server.on('request', (request, response) => {
      const asked = readRequest(request, new URL('/?query=SELECT+1', 'http://x'), () => 'id')
      void once(response, 'close')
        .then(async () => await answer(front, await asked, request, response))
        .catch(resolve)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET /?query=SELECT+1 HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(server, 'request')
  socket.destroy()
  expect(await answered).toMatchObject({ code: 394 })
  expect(taken).toBe(0)
  server.close()
})
