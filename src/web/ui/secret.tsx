import { Check, Copy } from 'lucide-react'
import { useRef, useState } from 'react'
import { useText } from '../text.tsx'
import { Button, IconButton } from './button.tsx'
import { TextField } from './fields.tsx'
import { Code } from './records.tsx'

/** So long it is said that it was copied. */
const copiedMs = 2_000

/**
 * Puts a text onto the clipboard. Where pages may not, without TLS for instance, `orElse` lets the person do it.
 */
function useCopy(text: string, orElse: () => void): { copied: boolean; copy: () => void } {
  const [copied, setCopied] = useState(false)
  const copy = (): void => {
    // Without TLS there is no clipboard, whatever the types say.
    const clipboard = navigator.clipboard as Clipboard | undefined
    if (clipboard === undefined) return orElse()
    clipboard.writeText(text).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), copiedMs)
    }, orElse)
  }
  return { copied, copy }
}

/** What is shown once: to be copied, and put away by whoever made it. */
export function Secret({ label, value }: { label: string; value: string }) {
  const { t } = useText()
  const field = useRef<HTMLInputElement>(null)
  const { copied, copy } = useCopy(value, () => field.current?.select())
  return (
    <div className="secret">
      <TextField
        ref={field}
        label={label}
        value={value}
        readOnly
        onFocus={(event) => event.target.select()}
        onChange={() => {}}
      />
      <Button icon={copied ? Check : Copy} onClick={copy}>
        {t(copied ? 'copy.done' : 'copy.copy')}
      </Button>
    </div>
  )
}

/** Text for another program, with a button that copies it. */
export function CopyCode({ label, children }: { label: string; children: string }) {
  const { t } = useText()
  const frame = useRef<HTMLDivElement>(null)
  const { copied, copy } = useCopy(children, () => {
    const code = frame.current?.querySelector('pre')
    if (code) getSelection()?.selectAllChildren(code)
  })
  return (
    <div ref={frame} className="code-frame">
      <Code label={label}>{children}</Code>
      <IconButton
        icon={copied ? Check : Copy}
        label={copied ? t('copy.done') : t('copy.what', { what: label })}
        onClick={copy}
      />
    </div>
  )
}

/** A name that machines know something by, as it is. */
export function Mono({ children }: { children: string }) {
  return <span className="mono">{children}</span>
}
