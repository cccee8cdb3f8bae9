/** The preset that will be copied, and five loans as it maps them; nothing is connected yet. */
import { type ReactNode, useEffect } from 'react'
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components'
import { formatCount, plural } from '../../lib/format.ts'
import { fieldTitle } from '../../lib/preset/completion.ts'
import type { PresetDraft } from '../../lib/wizard.ts'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import type { Plugin } from './AccessStep.tsx'
import { LoansPreview } from './LoansPreview.tsx'
import '../../styles/wizard.css'
import type { Preview, PreviewAnswer } from './usePreview.ts'
import type { Wizard } from './useWizard.ts'

interface Props {
  plugin: Plugin
  wizard: Wizard
  preview: Preview
  onAccess: () => void
  onDone: () => void
}

export function PresetStep({ plugin, wizard, preview, onAccess, onDone }: Props) {
  const { state, change } = wizard
  const drafted = state.presetDraft !== null && state.preset === ''
  const preset = plugin.presets.find(({ name }) => name === state.preset) ?? plugin.presets[0]
  const options = [
    ...(state.presetDraft ? [{ value: '', label: 'Drafted from your file' }] : []),
    ...plugin.presets.map(({ name, title }) => ({ value: name, label: title })),
  ]
  const { lacks, isNew, ask } = preview
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each preset and source
  useEffect(() => {
    if (lacks === null && isNew) ask()
  }, [lacks, isNew])
  return (
    <div className="stack">
      <p>
        A preset says which field of the source becomes which field of Metro 2. Yours will be a copy that you can edit
        at any time; here is what it makes of some of your loans. Nothing is connected and nothing is stored yet.
      </p>
      {options.length > 1 && (
        <SelectInput
          label="Preset"
          value={drafted ? '' : (preset?.name ?? '')}
          onChange={(name) => change({ preset: name })}
          options={options}
        />
      )}
      {drafted && state.presetDraft ? (
        <Draft
          draft={state.presetDraft}
          problems={preview.answer && !preview.isOld ? preview.answer.problems : state.presetDraft.problems}
          onChange={(presetDraft) => change({ presetDraft })}
        />
      ) : (
        preset && <Shipped plugin={plugin} preset={preset} about={preview.answer?.preset ?? null} />
      )}
      <LoansPreview preview={preview} uploads={plugin.acquire === 'UPLOAD'} drafted={drafted} onAccess={onAccess} />
      <div className="row">
        <Button className="button primary" onPress={onDone}>
          Continue
        </Button>
      </div>
    </div>
  )
}

function Shipped({
  plugin,
  preset,
  about,
}: {
  plugin: Plugin
  preset: Plugin['presets'][number]
  about: PreviewAnswer['preset']
}) {
  return (
    <section className="preset-card" aria-labelledby="preset">
      <h2 id="preset">{preset.title}</h2>
      <p className="muted">
        <code>{preset.name}</code>, of {plugin.name} {plugin.version}. Your copy begins as version 1.
      </p>
      {about?.description && <p>{about.description}</p>}
      {about && about.reads.length > 0 && (
        <p>
          It reads {plural(about.reads.length, 'field')} of {plugin.name} and leaves{' '}
          {formatCount(about.unfilledFields.length)} fields and segments of the format unfilled.
        </p>
      )}
      {about && about.unfilledFields.length > 0 && (
        <More title="What it leaves unfilled">
          <ul className="unfilled">
            {about.unfilledFields.map((field) => (
              <li key={field}>
                <code>{field}</code> {fieldTitle(field) ?? segmentWord(field)}
              </li>
            ))}
          </ul>
        </More>
      )}
      <More title="Read its text">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls */}
        <section className="preset" tabIndex={0} aria-label="Text of the preset">
          <pre>{preset.text}</pre>
        </section>
      </More>
    </section>
  )
}

const segmentWord = (field: string) => (field.includes('.') ? '' : 'the whole segment')

/** Shut at first. What is inside is drawn when it is opened. */
export function More({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Disclosure className="more">
      {({ isExpanded }) => (
        <>
          <Button slot="trigger" className="more-head">
            {title}
          </Button>
          <DisclosurePanel>{isExpanded && children}</DisclosurePanel>
        </>
      )}
    </Disclosure>
  )
}

function Draft({
  draft,
  problems,
  onChange,
}: {
  draft: PresetDraft
  /** Of the text as it was tried last. */
  problems: PresetDraft['problems']
  onChange: (draft: PresetDraft) => void
}) {
  return (
    <>
      {problems.length > 0 && (
        <div className="notice warn stack tight">
          <p>
            The draft lacked {plural(problems.length, 'thing')} that your columns do not tell. Write them in; a preset
            with problems is refused when you connect, and every problem named.
          </p>
          <ul className="plain-list">
            {problems.map(({ line, message, hint }) => (
              <li key={`${line} ${message}`}>
                Line {line}: {message} {hint && <code>{hint}</code>}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="mono-field">
        <TextInput
          label="Text of the preset"
          value={draft.text}
          onChange={(text) => onChange({ ...draft, text })}
          required
          rows={22}
        />
      </div>
    </>
  )
}
