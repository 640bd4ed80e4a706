import type { FastifyInstance } from 'fastify'
import { tags, type Route } from '../api/route.ts'
import { everyRoute } from '../api/routes.ts'
import { scopeMeanings } from '../api/scopes.ts'
import { shapeOf } from './shape.ts'

/** A page for people at /docs, made from the table of routes: plain HTML, nothing from elsewhere. */
export function serveDocs(app: FastifyInstance): void {
  // Made when somebody first asks: a start should not wait for it.
  let html: string | undefined
  app.get(
    '/docs',
    { schema: { hide: true }, config: { scope: 'running:read' } },
    (_request, reply) => reply.type('text/html; charset=utf-8').send((html ??= page())),
  )
  app.get(
    '/docs.css',
    { schema: { hide: true }, config: { scope: 'running:read' } },
    (_request, reply) => reply.type('text/css; charset=utf-8').send(style),
  )
}

function page(): string {
  const contents = tags.map((tag) => `<li><a href="#${tag.name}">${tag.name}</a></li>`).join('')
  const chapters = tags.map((tag) => {
    const routes = everyRoute.filter(({ route }) => route.tag === tag.name)
    return `<section id="${tag.name}"><h2>${tag.name}</h2><p>${escape(tag.says)}</p>
${routes.map(({ route }) => article(route)).join('\n')}</section>`
  })
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Clientela: the API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/docs.css"></head>
<body><main><h1>Clientela: the API</h1>
<p>Send the key as <code>Authorization: Bearer …</code>. Bodies and answers are JSON; what goes wrong
is answered as <code>application/problem+json</code> with the place (<code>where</code>) and the mend
(<code>fix</code>). Pages are <code>{"items": […], "next": …}</code>: give <code>next</code> back as
<code>cursor</code>. The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>
<nav><ul>${contents}</ul></nav>
${chapters.join('\n')}</main></body></html>`
}

function article(route: Route): string {
  const parts = [
    ['Path', route.params],
    ['Query', route.query],
    ['Body', route.body],
    ['Answer', route.response],
  ] as const
  const shown = parts.flatMap(([name, schema]) =>
    schema === undefined
      ? []
      : [
          `<details><summary>${name}</summary><pre>${escape(shapeOf(schema, name === 'Answer' ? 'output' : 'input'))}</pre></details>`,
        ],
  )
  const upload =
    route.upload === true ? '<p>The body is the file: application/octet-stream.</p>' : ''
  const stream =
    route.stream === undefined ? '' : `<p>A stream of ${route.stream.join(' or ')}.</p>`
  return `<article><h3><code>${route.method} ${escape(route.path)}</code></h3>
<p>${escape(sentence(route.summary))} <small>${escape(neededBy(route))}.</small></p>
${upload}${stream}${shown.join('\n')}</article>`
}

function neededBy({ scope, signedIn }: Route): string {
  if (scope !== undefined) return `Needs ${scope}: ${scopeMeanings[scope]}`
  return signedIn === true ? 'For who is signed in' : 'No key needed'
}

/** With a full stop, unless it ends by itself. */
function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  }
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
}

const style = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0}
main{max-width:52rem;margin:0 auto;padding:1.5rem 1rem 4rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0}
article{border-top:1px solid #8886;padding:.25rem 0 .75rem}
h3{margin:.75rem 0 0;font-size:1rem}
pre{overflow:auto;font-size:.8rem;padding:.75rem;background:#8881;border-radius:.25rem}
summary{cursor:pointer}
`
