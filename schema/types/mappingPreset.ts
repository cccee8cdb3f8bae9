import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { tenantNode } from './node.ts'

export const MappingPresetVersion = builder.prismaNode('MappingPresetVersion', {
  ...tenantNode,
  description: 'A published text of a preset. It never changes: every record names the version that made it.',
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'From 1, counting up.' }),
    text: t.exposeString('text', { description: 'The preset in the preset language (YAML).', complexity: 2 }),
    preset: t.relation('preset', { description: 'The preset it is a version of.' }),
    note: t.exposeString('note', { nullable: true, description: 'Why it was published, as its author says.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was published.' }),
    createdBy: t.exposeString('createdBy', { description: 'Who published it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    createdByName: t.string({
      nullable: true,
      description:
        'What people call who published it: the name of the API key. Null for others, and when the key is gone.',
      select: { createdBy: true },
      resolve: ({ createdBy }, _args, { loaders }) => loaders.actorNames.load(createdBy),
    }),
  }),
})

export const MappingPreset = builder.prismaNode('MappingPreset', {
  ...tenantNode,
  description: 'How documents of a source become Metro 2 records, field by field. Edited by analysts.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name within the organization: lower case, digits, hyphens.' }),
    title: t.exposeString('title', { description: 'What people call it.' }),
    pluginId: t.exposeString('pluginId', { description: 'Plugin whose documents it reads.' }),
    clonedFrom: t.exposeString('clonedFrom', { description: 'Preset of the plugin that it was copied from.' }),
    publishedVersion: t.exposeInt('publishedVersion', { description: 'Version that new runs use.' }),
    versions: t.relation('versions', {
      description: 'Its newest 20 versions, newest first.',
      query: { orderBy: { version: 'desc' }, take: 20 },
    }),
    connections: t.relation('connections', {
      description: 'Connections that use it: the first 100 by name.',
      query: { orderBy: { name: 'asc' }, take: 100 },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
})

export const MappingPresetConnection = connectionType('MappingPreset', MappingPreset, 'mapping presets')
