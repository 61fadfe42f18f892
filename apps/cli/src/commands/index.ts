import {ApplyCommand} from './apply.ts';
import type {CommandClass} from './base.ts';
import {DoctorCommand} from './doctor.ts';
import {ExplainCommand} from './explain.ts';
import {InitCommand} from './init.ts';
import {MembersCommand} from './members.ts';
import {PlanCommand} from './plan.ts';
import {SchemaCommand} from './schema.ts';
import {SnapshotCommand} from './snapshot.ts';
import {SyncCommand} from './sync.ts';
import {TargetsCommand} from './targets.ts';

/** Every command, in the order of the help. */
export const commands: readonly CommandClass[] = [
	SyncCommand,
	PlanCommand,
	ApplyCommand,
	MembersCommand,
	ExplainCommand,
	SnapshotCommand,
	TargetsCommand,
	DoctorCommand,
	InitCommand,
	SchemaCommand,
];
