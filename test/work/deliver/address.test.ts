import { expect, test } from 'vitest'
import { guardedLookup, mayReach, wrongUrl } from '../../../src/work/deliver/address.ts'

const inside = [
  'https://127.0.0.1/x',
  'https://2130706433/x',
  'https://0x7f.1/x',
  'https://10.1.2.3',
  'https://172.16.0.1',
  'https://192.168.1.1',
  'https://169.254.169.254/latest/meta-data',
  'https://100.64.0.1',
  'https://0.0.0.0',
  'https://224.0.0.1',
  'https://255.255.255.255',
  'https://[::1]/',
  'https://[::]/',
  'https://[fe80::1]/',
  'https://[fd00::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[64:ff9b::a00:1]/',
  'https://[2002:a00:1::]/',
]

test.each(inside)('%s is not sent to', (url) => {
  expect(wrongUrl(url, [])?.message).toContain('not a public address')
})

test.each([
  ['http://example.com/', 'Without TLS'],
  ['http://93.184.216.34/', 'Without TLS'],
  ['https://user:word@example.com/', 'user and password'],
  ['ftp://example.com/', 'by HTTPS'],
  ['example.com', 'no URL'],
  ['http://127.0.0.1:9/', 'not a public address'],
])('%s is refused', (url, why) => {
  expect(wrongUrl(url, ['10.0.0.0/8'])?.message).toContain(why)
})

test('what the operator allows is sent to, also without TLS where it is an address', () => {
  const allowed = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8']
  for (const url of ['http://127.0.0.1:9/', 'https://10.200.0.1/', 'http://[fd00::7]/']) {
    expect(wrongUrl(url, allowed)).toBeUndefined()
  }
  expect(wrongUrl('https://example.com/hooks', [])).toBeUndefined()
  expect(mayReach('127.0.0.2', allowed)).toBe(false)
  expect(mayReach('::ffff:10.0.0.1', allowed)).toBe(true)
})

test('a name that leads inside is found out when it is looked up', async () => {
  const found = async (allowed: readonly string[]): Promise<unknown> =>
    await new Promise((resolve) => {
      guardedLookup(allowed)('localhost', { family: 4 }, (error, address) => {
        resolve(error?.message ?? address)
      })
    })
  expect(await found([])).toBe('localhost leads to 127.0.0.1, which is not public')
  expect(await found(['127.0.0.0/8'])).toBe('127.0.0.1')
})
