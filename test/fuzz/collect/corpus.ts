import { gzipSync } from 'node:zlib'
import type { Case } from './mutate.ts'

/** What is sent before anything is drawn, so that the dearest and what once was found is tried in every run. */
export function corpus(writeKey: string): readonly Case[] {
  const track = (properties: string, more = ''): string =>
    `{"writeKey":"${writeKey}","type":"track","event":"E","userId":"u"${more},"properties":${properties}}`
  const keys = (n: number): string =>
    Array.from({ length: n }, (_, i) => `"${i.toString(36)}":0`).join(',')
  const ofText = (text: string, path = '/v1/track'): Case => ofBytes(Buffer.from(text), path)
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '))
  const whole = Buffer.from(track('{"a":1}'))
  return [
    ofBytes(bomb),
    ofBytes(gzipSync(bomb)),
    ofBytes(gzipSync(whole).subarray(0, -3)),
    ofBytes(Buffer.concat([gzipSync(whole), Buffer.from([0])])),
    ofBytes(Buffer.concat([gzipSync(whole), gzipSync(whole)])),
    ofBytes(Buffer.from([0x1f, 0x8b])),
    ofBytes(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), whole])),
    ofBytes(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(whole.toString(), 'utf16le')])),
    ofBytes(
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(whole.toString(), 'utf16le').swap16()]),
    ),
    ofBytes(Buffer.from([0xc0, 0x80, 0xed, 0xa0, 0x80, 0xff])),
    ofBytes(Buffer.from(track('{"a":"é"}'), 'latin1')),
    ofText(track(`{${keys(60_000)}}`)),
    ofText(track(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
    ofText(track(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)),
    ofText('['.repeat(500_000)),
    ofText(track(`[${'0,'.repeat(200_000)}0]`)),
    ofText(track('{"a":"\\ud800","b":"\\u0000","\\udfff":1}')),
    ofText(track('{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}}}')),
    ofText(track('{"a":1,"a":"x","a":{"b":1},"a.b":2}')),
    ofText(track('{"total":1e999,"price":-1e-999,"quantity":123456789012345678901234567890}')),
    ofText(track('{"products":[{"price":"1e400","quantity":-0},[],null,{"products":[{}]}]}')),
    ...[
      '"2026-02-30"',
      '-8640000000000001',
      '1e300',
      '"9999-12-31T23:59:60Z"',
      '"+275760-09-13T00:00:00.001Z"',
      '{}',
    ].map((time) => ofText(track('{}', `,"timestamp":${time},"sentAt":${time}`))),
    ofText(track('{}', ',"context":{"ip":{"a":[]},"page":[],"campaign":"x"}')),
    ofText(track('{}', `,"messageId":"${'x'.repeat(101)}"`)),
    ofText(
      `{"writeKey":"${writeKey}","batch":${JSON.stringify(Array(2_500).fill(null))}}`,
      '/v1/batch',
    ),
    ofText(
      `{"writeKey":"${writeKey}","batch":${JSON.stringify(Array(2_501).fill({}))}}`,
      '/v1/batch',
    ),
    ofText(`{"writeKey":"${writeKey}","batch":{"length":1e9,"0":{}}}`, '/v1/batch'),
    ofText(
      `{"writeKey":"${writeKey}","context":{${keys(4_000)}},"batch":[${'{},'.repeat(2_400)}{}]}`,
      '/v1/batch',
    ),
    ofText(`{"writeKey":"${writeKey}","previousId":"u","userId":"u"}`, '/v1/alias'),
    ofText(`{"writeKey":"${writeKey}","previousId":{"a":1},"userId":[]}`, '/v1/alias'),
    ofText(`{"writeKey":"${writeKey}","groupId":"\\u0000","traits":[]}`, '/v1/group'),
    ofText(`{"writeKey":["${writeKey}"]}`, '/v1/i'),
    ofText(`"${writeKey}"`, '/v1/p'),
    ofText('', '/v1/s'),
  ]
}

function ofBytes(body: Buffer, path = '/v1/track'): Case {
  return { path, headers: { 'content-type': 'text/plain' }, body, good: [] }
}
