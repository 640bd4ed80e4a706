import type { Locale } from '../src/domain/customer/formats/locale.ts'
import { templates } from '../src/domain/segment/templates/all.ts'
import { roles } from '../src/domain/segment/templates/roles.ts'
import { modelNames, models, type Template } from '../src/domain/segment/templates/template.ts'

const opening = `# Templates of segments

Ready ideas, each fitted to your shop: \`clientela templates list\` shows them and what your shop lacks for them,
\`clientela templates show ID\` who would be in one and what can be set, \`clientela templates use ID\` saves it as a
segment. They read your own fields and events, found by their names in Portuguese and English; where that goes wrong
\`--map ROLE=NAME\` says it, and \`--map ROLE=-\` that nothing fills a role. Thresholds are suggested from what your
customers have; \`--set NAME=VALUE\` sets others. Names and sentences come in both languages (\`--locale pt-BR\`).

This page is written by \`npm run docs\` from the templates themselves.
`

/** docs/templates.md: every template with what it is for, what to do with it, and what it needs. */
export function templatesPage(): string {
  const chapters = models.map((model) => {
    const some = templates.filter((each) => each.model === model)
    return [`## ${modelNames[model].en}`, '', ...some.flatMap(sectionOf)].join('\n')
  })
  return `${[opening, ...chapters].join('\n').trimEnd()}\n`
}

function sectionOf(template: Template): string[] {
  const { id, name, purpose, action, draft, parameters } = template
  const set = parameters.map((each) => `\`${each.name}\` (${lower(each.label.en)})`)
  return [
    `### ${name.en} · ${name['pt-BR']}`,
    '',
    `\`${id}\`: ${purpose.en}`,
    '',
    `- What to do with it: ${action.en}`,
    `- A first idea: ${draft.en}`,
    `- Needs: ${needsOf(template, 'en')}`,
    `- Can be set: ${set.length === 0 ? 'nothing' : set.join(', ')}`,
    '',
  ]
}

function needsOf({ needs }: Template, locale: Locale): string {
  return needs
    .map((group) =>
      group.map((role) => `${lower(roles[role].name[locale])} (\`${role}\`)`).join(' or '),
    )
    .join('; ')
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
