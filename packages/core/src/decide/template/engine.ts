import {Liquid} from 'liquidjs';

import {boundedFilter, templateFilters} from './filters.ts';

/** The tags that a template may hold, with those that belong to them. */
export const tagNames = ['case', 'else', 'elsif', 'endcase', 'endif', 'if', 'when'] as const;

const noFile = (): never => {
	throw new Error('templates have no files');
};

const createEngine = (): Liquid => {
	const engine = new Liquid({
		strictFilters: true,
		ownPropertyOnly: true,
		dynamicPartials: false,
		relativeReference: false,
		locale: 'en-US',
		parseLimit: 100_000,
		fs: {exists: async () => false, existsSync: () => false, readFile: async () => noFile(), readFileSync: noFile, resolve: noFile},
	});
	for (const name of Object.keys(engine.tags)) if (name !== 'if' && name !== 'case') delete engine.tags[name];
	for (const name of Object.keys(engine.filters)) delete engine.filters[name];
	for (const [name, filter] of Object.entries(templateFilters)) engine.registerFilter(name, boundedFilter(filter));
	return engine;
};

/** Liquid with nothing left but `if`, `case` and our filters: no loops, no assignments, no files, no partials, no prototypes. */
export const engine: Liquid = createEngine();
