import { z } from 'zod'
import { fieldTypes } from '../domain/customer/field.ts'
import { formRoles, widths } from '../domain/customer/form.ts'
import { customerId, done, id, idText, instant, json, line } from './parts.ts'
import type { Route } from './route.ts'

const width = z.enum(widths)
const visible = z.enum(formRoles).describe('What a key must allow for the field to be shown to it')

const section = z.strictObject({
  title: z.string().max(200),
  fields: z.array(z.strictObject({ field: z.string(), width, visible })),
})

/** An ordered layout of the fields of customers. */
export const form = z
  .strictObject({
    id,
    name: line,
    automatic: z.boolean().describe('Nobody has laid it out: it has every field'),
    usual: z.boolean().describe('Customers are shown in it unless another is chosen'),
    sections: z.array(section),
    created: instant,
    updated: instant,
  })
  .meta({ id: 'Form' })

const layout = z
  .array(
    z.strictObject({
      title: z.string().max(200).default(''),
      fields: z.array(
        z.strictObject({
          field: z.string().min(1).max(100),
          width: width.optional(),
          visible: visible.optional(),
        }),
      ),
    }),
  )
  .describe('Sections of fields, in order')

const value = z.strictObject({
  name: z.string(),
  label: z.string(),
  description: z.string(),
  type: z.enum(fieldTypes),
  choices: z.array(z.string()).optional(),
  required: z.boolean(),
  width,
  value: json,
  text: z.string().describe('As people of that language read it; empty for none'),
  from: z
    .strictObject({ source: z.string(), import: z.int().nullable(), at: instant })
    .nullable()
    .describe('Who said it, the import that brought it, and since when it holds'),
})

const byId = z.strictObject({ id: idText })

export const formRoutes = {
  list: {
    method: 'GET',
    path: '/api/forms',
    tag: 'forms',
    summary: 'List the forms',
    scope: 'fields:read',
    response: z.strictObject({ items: z.array(form) }),
  },
  create: {
    method: 'POST',
    path: '/api/forms',
    tag: 'forms',
    summary: 'Make a form',
    scope: 'fields:write',
    body: z.strictObject({ name: line, sections: layout }),
    response: form,
    status: 201,
  },
  read: {
    method: 'GET',
    path: '/api/forms/:id',
    tag: 'forms',
    summary: 'Read a form',
    scope: 'fields:read',
    params: byId,
    response: form,
  },
  change: {
    method: 'PATCH',
    path: '/api/forms/:id',
    tag: 'forms',
    summary:
      'Change the name or the layout of a form, or make it the usual one; no sections has it lay itself out',
    scope: 'fields:write',
    params: byId,
    body: z
      .strictObject({
        name: line,
        sections: layout.nullable(),
        usual: z.literal(true).describe('In the place of the one that was'),
      })
      .partial(),
    response: form,
  },
  remove: {
    method: 'DELETE',
    path: '/api/forms/:id',
    tag: 'forms',
    summary: 'Delete a form; the fields stay',
    scope: 'fields:write',
    params: byId,
    response: done,
  },
  customer: {
    method: 'GET',
    path: '/api/forms/:id/customers/:customer',
    tag: 'forms',
    summary: 'A customer on a form: what of it the key may see',
    scope: 'customers:read',
    params: z.strictObject({ id: idText, customer: customerId }),
    query: z.strictObject({ locale: z.enum(['pt-BR', 'en']).default('pt-BR') }),
    response: z
      .strictObject({
        form: id,
        name: line,
        customer: customerId,
        sections: z.array(z.strictObject({ title: z.string(), fields: z.array(value) })),
        calculated: z
          .array(
            z.strictObject({
              name: z.string(),
              label: line,
              description: z.string(),
              type: z.enum(fieldTypes),
              value: json,
              text: z.string(),
              why: z.string().describe('What it says, as a sentence where it is a condition'),
            }),
          )
          .describe(
            'What is worked out of her, segments that are read as fields too: to be read only',
          ),
      })
      .meta({ id: 'FilledForm' }),
  },
} as const satisfies Record<string, Route>
