/** A way to a part of the text by its name or by what the format calls it. */
import { useMemo } from 'react'
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'
import { fieldTitle, targetOf } from '../../lib/preset/completion.ts'
import { entriesOf } from '../../lib/preset/scan.ts'

interface Part {
  id: string
  title: string | null
}

/** Parts that somebody looks for: sections, recipes, tables, names of `let`, lists of history. */
function partsOf(text: string): Part[] {
  const parts = new Map<string, Part>()
  for (const { path } of entriesOf(text)) {
    const last = path.at(-1)!
    const target = targetOf(path)
    const isField = target?.endsWith(`.${last}`) ?? false
    const isNamed = path.length === 2 && ['tables', 'bands', 'let', 'history'].includes(path[0]!)
    if (path.length > 1 && !isField && !isNamed) continue
    const id = path.join('.')
    parts.set(id, { id, title: isField ? fieldTitle(target!) : null })
  }
  return [...parts.values()]
}

export function GoTo({ text, onGo }: { text: string; onGo: (path: string) => void }) {
  const parts = useMemo(() => partsOf(text), [text])
  return (
    <ComboBox
      className="go-to"
      defaultItems={parts}
      menuTrigger="focus"
      selectedKey={null}
      onSelectionChange={(key) => {
        if (key !== null) onGo(String(key))
      }}
    >
      <Label className="unseen">Go to a part of the text</Label>
      <div className="go-to-input">
        <Input placeholder="Go to a field, table or section" />
        <Button aria-label="Parts of the text">▾</Button>
      </div>
      <Popover className="popover">
        <ListBox>
          {({ id, title }: Part) => (
            <ListBoxItem id={id} textValue={title ? `${id} ${title}` : id}>
              <Text slot="label" className="mono">
                {id}
              </Text>{' '}
              {title && (
                <Text slot="description" className="muted fine">
                  {title}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
