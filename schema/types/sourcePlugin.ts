import type {
  CheckStep as CheckStepShape,
  FormField as FormFieldShape,
  SourcePlugin as Plugin,
  ShippedPreset,
} from '../../plugins/contract.ts'
import { builder } from '../builder.ts'
import { Acquisition, CheckOutcome, FormInput } from './enums.ts'

const FormOption = builder.objectRef<{ value: string; label: string }>('FormOption').implement({
  description: 'A choice of a form field.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'What is submitted.' }),
    label: t.exposeString('label', { description: 'What is shown.' }),
  }),
})

const FormField = builder.objectRef<FormFieldShape>('FormField')
FormField.implement({
  description: 'A value that a source plugin needs, described so that a form can be drawn from it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Key of the value in the submitted object.' }),
    label: t.exposeString('label', { description: 'What to write beside it.' }),
    help: t.exposeString('help', { description: 'Where to find the value.' }),
    input: t.field({
      type: FormInput,
      description: 'How to ask for it.',
      resolve: (field) => field.input.toUpperCase() as Uppercase<typeof field.input>,
    }),
    required: t.exposeBoolean('required', { description: 'Whether it must be given.' }),
    advanced: t.boolean({
      description: 'Whether it is tuning that most never touch: a form may keep it shut away.',
      resolve: ({ advanced, required }) => advanced === true && !required,
    }),
    secret: t.exposeBoolean('secret', { description: 'Whether it is sealed and never returned.' }),
    placeholder: t.exposeString('placeholder', { nullable: true, description: 'An example.' }),
    options: t.field({
      type: [FormOption],
      description: 'The choices of a SELECT.',
      resolve: (field) => field.options ?? [],
    }),
    defaultValue: t.expose('defaultValue', {
      type: 'JSON',
      nullable: true,
      description: 'What holds when nothing is given.',
    }),
    fields: t.field({
      type: [FormField],
      description: 'Of a LIST: what one object of it is asked for; empty for every other input. Holds no further LIST.',
      resolve: (field) => field.fields ?? [],
    }),
    itemLabel: t.exposeString('itemLabel', {
      nullable: true,
      description: 'Of a LIST: what to call one object of it.',
    }),
  }),
})

const PluginPreset = builder.objectRef<ShippedPreset>('PluginPreset').implement({
  description: 'A mapping preset that a plugin brings along. It is copied when a connection is made with it.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name to give when making a connection.' }),
    title: t.exposeString('title', { description: 'What people call it.' }),
    text: t.exposeString('text', { description: 'The preset in the preset language (YAML).' }),
  }),
})

export const SourcePlugin = builder.objectRef<Plugin>('SourcePlugin').implement({
  description: 'A kind of source that the server can connect to. Installed by the operator.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Name of the plugin, as mutations take it: `loanpro`. Not a global id.' }),
    name: t.exposeString('name', { description: 'What people call the source.' }),
    version: t.exposeString('version', { description: 'Version of the plugin.' }),
    description: t.exposeString('description', { description: 'What it connects to.' }),
    acquire: t.field({
      type: Acquisition,
      description: 'How documents arrive.',
      resolve: (plugin) => plugin.acquire.toUpperCase() as Uppercase<typeof plugin.acquire>,
    }),
    settingsFields: t.field({
      type: [FormField],
      description: 'Form of the settings.',
      resolve: (plugin) => plugin.settings.fields,
    }),
    credentialsFields: t.field({
      type: [FormField],
      description: 'Form of the credentials.',
      resolve: (plugin) => plugin.credentials.fields,
    }),
    catalogue: t.expose('catalogue', {
      type: 'JSON',
      description: 'The fields of its documents, typed. A connection may know more: see ConnectedSource.catalogue.',
    }),
    offersPreview: t.boolean({
      description: 'Whether previewConnection can show some of its loans before a connection is made.',
      resolve: (plugin) => plugin.sample !== undefined,
    }),
    presets: t.field({ type: [PluginPreset], description: 'Presets it ships.', resolve: (plugin) => plugin.presets }),
  }),
})

export const CheckStep = builder.objectRef<CheckStepShape>('CheckStep').implement({
  description: 'One step of checking a connection.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Stable name, for programs.' }),
    title: t.exposeString('title', { description: 'What was checked.' }),
    outcome: t.field({ type: CheckOutcome, description: 'How it ended.', resolve: (step) => step.outcome }),
    message: t.exposeString('message', { description: 'What was found.' }),
    hint: t.exposeString('hint', { nullable: true, description: 'What to change; null when nothing needs to.' }),
  }),
})
