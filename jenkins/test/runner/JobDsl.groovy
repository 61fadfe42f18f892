/** Evaluates a script of the plugin Job DSL, and takes down the jobs that it defines as nested lists of names and values. */
class JobDsl {
	/** What of Job DSL may stand in which block. */
	static final Map<String, Set> KNOWN = [
		'': 'folder pipelineJob',
		folder: 'description displayName',
		pipelineJob: 'description displayName logRotator parameters properties definition disabled',
		logRotator: 'numToKeep daysToKeep artifactNumToKeep artifactDaysToKeep',
		parameters: 'stringParam booleanParam choiceParam textParam',
		properties: 'disableConcurrentBuilds pipelineTriggers',
		pipelineTriggers: 'triggers',
		triggers: 'upstream cron pollSCM',
		upstream: 'upstreamProjects threshold',
		cron: 'spec',
		definition: 'cps cpsScm',
		cps: 'script sandbox',
		cpsScm: 'scm scriptPath lightweight',
		scm: 'git',
		git: 'remote branch',
		remote: 'url credentials',
	].collectEntries { name, names -> [(name): Names.keys(names)] }

	static Map read(File file) {
		def jobs = [:]
		def script = new GroovyShell(JobDsl.classLoader, new Binding(), new org.codehaus.groovy.control.CompilerConfiguration(scriptBaseClass: 'JobDslScript')).parse(file)
		script.metaClass.methodMissing = { String name, arguments -> throw new InvalidScript("Job DSL has no `$name`") }
		['folder', 'pipelineJob'].each { kind ->
			script.metaClass."$kind" = { String name, Closure content ->
				if (jobs.containsKey(name)) throw new InvalidScript("two jobs are called $name")
				jobs[name] = [kind: kind, content: fill(kind, content)]
			}
		}
		script.run()
		jobs
	}

	static List fill(String kind, Closure content) {
		def block = new JobDslBlock(kind: kind)
		def filling = content.rehydrate(block, content.owner, content.thisObject)
		filling.resolveStrategy = Closure.DELEGATE_FIRST
		filling.call()
		block.calls
	}
}

abstract class JobDslScript extends Script {}

class JobDslBlock {
	String kind
	List calls = []
	def invokeMethod(String name, arguments) {
		if (!(name in JobDsl.KNOWN[kind])) throw new InvalidScript("Job DSL: `$kind` has no `$name`${Names.nearest(name, JobDsl.KNOWN[kind])}")
		def values = arguments as List
		calls << [name] + values.collect { it instanceof Closure ? JobDsl.fill(name, it) : it.toString() }
	}
}
