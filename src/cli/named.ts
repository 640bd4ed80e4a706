import type { Routes } from '../api/routes.ts'
import type { Answer } from '../api/route.ts'
import type { FieldOf } from '../domain/customer/field.ts'
import { failure, Refusal } from '../domain/failure.ts'
import type { Session } from './session.ts'

type Segment = Answer<Routes['segments']['list']>['items'][number]
type List = Answer<Routes['lists']['create']>
type Form = Answer<Routes['forms']['read']>
type Promotion = Answer<Routes['promotions']['read']>
type Cluster = Answer<Routes['clusters']['read']>
type Source = Answer<Routes['sources']['list']>['items'][number]
type Template = Answer<Routes['importTemplates']['save']>
export type View = Answer<Routes['views']['create']>

/** The segment of that name (with or without `@`) or id. */
export async function segmentNamed(session: Session, given: string): Promise<Segment> {
  const { items } = await session.ask(session.routes.segments.list, {})
  return pick(items, given, 'segment')
}

/** The list of that name or id. */
export async function listNamed(session: Session, given: string): Promise<List> {
  const { items } = await session.ask(session.routes.lists.list, {})
  return pick(items, given, 'list')
}

/** The id of the folder of that name or id; 0 for `0`, which is none. */
export async function folderNamed(session: Session, given: string): Promise<number> {
  if (given === '0') return 0
  const { items } = await session.ask(session.routes.folders.list, {})
  return pick(items, given, 'folder').id
}

/** The form of that name or id. */
export async function formNamed(session: Session, given: string): Promise<Form> {
  const { items } = await session.ask(session.routes.forms.list, {})
  return pick(items, given, 'form')
}

/** The view of customers, products or places of that name or id. */
export async function viewNamed(session: Session, given: string, of: FieldOf): Promise<View> {
  const { items } = await session.ask(session.routes.views.list, { query: { of } })
  return pick(items, given, 'view')
}

/** The promotion of that name or id. */
export async function promotionNamed(session: Session, given: string): Promise<Promotion> {
  const { items } = await session.ask(session.routes.promotions.list, {})
  return pick(items, given, 'promotion')
}

/** The cluster of that name or id. */
export async function clusterNamed(session: Session, given: string): Promise<Cluster> {
  const { items } = await session.ask(session.routes.clusters.list, {})
  return pick(items, given, 'cluster')
}

/** The source of events of that name or id. */
export async function sourceNamed(session: Session, given: string): Promise<Source> {
  const { items } = await session.ask(session.routes.sources.list, {})
  return pick(items, given, 'source')
}

/** The template of imports of that name or id. */
export async function templateNamed(session: Session, given: string): Promise<Template> {
  const { items } = await session.ask(session.routes.importTemplates.list, {})
  return pick(items, given, 'template')
}

function pick<T extends { readonly id: number; readonly name: string }>(
  items: readonly T[],
  given: string,
  what: string,
): T {
  const name = given.startsWith('@') ? given.slice(1) : given
  const found =
    items.find((item) => item.name === name) ?? items.find(({ id }) => String(id) === name)
  if (found !== undefined) return found
  throw new Refusal(
    failure('not_found', `There is no ${what} ${JSON.stringify(name)}`, {
      fix: `\`clientela ${what}s${what === 'segment' || what === 'cluster' ? ' list' : ''}\` shows those there are.`,
    }),
  )
}
