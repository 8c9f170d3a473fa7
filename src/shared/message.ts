import type { RefusalParams } from './refusal.ts'

/** Sentences by code; `{name}` stands for a parameter. */
export type MessageCatalogue = Readonly<Record<string, string>>

/** The sentence of a template with its parameters put in; an unknown parameter stays visible as `{name}`. */
export function formatMessage(template: string, params: RefusalParams): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    params[name] === undefined ? whole : String(params[name]),
  )
}
