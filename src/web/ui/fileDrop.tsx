import { Upload } from 'lucide-react'
import { useState } from 'react'

/** Takes a file that is dropped or chosen. */
export function FileDrop({
  label,
  hint,
  accept,
  busy,
  onFile,
}: {
  label: string
  hint: string
  accept: string
  busy: boolean
  onFile: (file: File) => void
}) {
  const [over, setOver] = useState(false)
  const take = (files: FileList | null): void => {
    const [file] = files ?? []
    if (file !== undefined && !busy) onFile(file)
  }
  return (
    <label
      className={over ? 'file-drop file-drop-over' : 'file-drop'}
      aria-busy={busy}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      <Upload aria-hidden size={24} />
      <strong>{label}</strong>
      <span className="note">{hint}</span>
      <input
        type="file"
        className="only-heard"
        accept={accept}
        disabled={busy}
        onChange={(event) => take(event.target.files)}
      />
    </label>
  )
}
