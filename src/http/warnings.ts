import type { FastifyRequest } from 'fastify'
import type { Warning } from '../api/condition.ts'
import type { Condition } from '../domain/segment/condition.ts'
import { showPath } from '../domain/segment/parse.ts'
import { findingReader } from '../domain/segment/reading/findings.ts'
import { findingsIn } from '../domain/segment/reason/findings.ts'
import type { Vocabulary } from './questions.ts'
import { localeFor, readerFor } from './reading.ts'

/** What reasoning alone finds odd about a condition, in the language of the request. */
export function warningsOf(
  condition: Condition,
  { catalogue, ...rest }: Vocabulary,
  request: FastifyRequest,
  asked: Parameters<typeof readerFor>[1],
): Warning[] {
  const vocabulary = { catalogue, ...rest }
  const say = findingReader(
    localeFor(request, asked, vocabulary),
    readerFor(request, asked, vocabulary),
  )
  const { fields, calculated } = catalogue
  const known = calculated === undefined ? { fields } : { fields, calculated }
  return findingsIn(condition, known).map((finding) => ({
    where: showPath(finding.path),
    verdict: finding.verdict,
    reading: say(finding),
  }))
}
