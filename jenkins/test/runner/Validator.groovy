import org.codehaus.groovy.ast.*
import org.codehaus.groovy.ast.expr.*
import org.codehaus.groovy.ast.stmt.*
import org.codehaus.groovy.classgen.GeneratorContext
import org.codehaus.groovy.control.*
import org.codehaus.groovy.control.customizers.CompilationCustomizer

/** Reads a script before it runs, also what will not be run, and refuses with its line what Jenkins would refuse, or what the Pipeline engine would lose. */
class Validator extends CompilationCustomizer {
	final Set<String> more, libraries

	/** @param more Names of the steps that shared libraries bring. */
	Validator(Collection more, Collection libraries) {
		super(CompilePhase.CONVERSION)
		this.more = more as Set
		this.libraries = libraries as Set
	}

	void call(SourceUnit source, GeneratorContext context, ClassNode node) {
		def reading = new Reading(source: source, more: more, libraries: libraries, own: node.methods*.name as Set)
		node.methods.each { method -> reading.isNonCps = method.annotations.any { it.classNode.nameWithoutPackage == 'NonCPS' }; method.code?.visit(reading) }
		source.AST.statementBlock?.with { reading.isNonCps = false }
		reading.libraryNames(node)
		if (reading.mistakes) throw new InvalidScript(reading.mistakes.join('\n'))
	}
}

class InvalidScript extends RuntimeException {
	InvalidScript(String message) { super(message) }
}

class Reading extends ClassCodeVisitorSupport {
	SourceUnit source
	Set<String> more, libraries, own
	boolean isNonCps
	List<String> mistakes = []
	/** The sections around, innermost last. */
	List<String> around = []
	/** Closures that are kept in a variable are called by its name. */
	Set<String> locals = []

	SourceUnit getSourceUnit() { source }

	void refuse(ASTNode at, String why) { mistakes << "${new File(source.name).name}: ${at.lineNumber}: $why".toString() }

	void libraryNames(ClassNode node) {
		(node.fields*.annotations + node.methods*.annotations + [node.annotations]).flatten().findAll { it.classNode.nameWithoutPackage == 'Library' }.each { checkLibrary(it) }
	}

	void checkLibrary(AnnotationNode annotation) {
		def value = annotation.getMember('value')
		def names = value instanceof ListExpression ? value.expressions : [value]
		names.each { if (!((it.value as String).tokenize('@')[0] in libraries)) refuse(annotation, "no shared library is called `${it.value}`") }
	}

	void visitDeclarationExpression(DeclarationExpression declaration) {
		declaration.annotations.findAll { it.classNode.nameWithoutPackage == 'Library' }.each { checkLibrary(it) }
		if (!declaration.multipleAssignmentDeclaration) locals << declaration.variableExpression.name
		def unsaved = isNonCps ? null : unsavable(declaration.rightExpression)
		if (unsaved) refuse(declaration, "$unsaved cannot be saved between steps: keep a list or a text of it, or work on it in a @NonCPS method")
		super.visitDeclarationExpression(declaration)
	}

	/** What a variable would hold that a Jenkins which restarts could not bring back. */
	private static String unsavable(Expression value) {
		if (value instanceof BinaryExpression && value.operation.text == '=~') return 'a Matcher'
		if (value instanceof ConstructorCallExpression && value.type.nameWithoutPackage in ['JsonSlurper', 'XmlSlurper', 'XmlParser', 'FileInputStream', 'FileReader']) return "a ${value.type.nameWithoutPackage}"
		if (value instanceof MethodCallExpression && value.methodAsString in ['keySet', 'entrySet', 'values', 'iterator', 'listIterator', 'matcher', 'stream']) return "what `${value.methodAsString}` gives"
		null
	}

	void visitSynchronizedStatement(SynchronizedStatement statement) { refuse(statement, '`synchronized` does not run in a pipeline') }

	void visitMethodCallExpression(MethodCallExpression call) {
		def name = call.methodAsString
		def arguments = call.arguments instanceof TupleExpression ? call.arguments.expressions : []
		if (!call.implicitThis || name == null || call.lineNumber < 0) {
			if (name in Names.NOT_SUSPENDABLE && arguments.any { it instanceof ClosureExpression && callsSteps(it) }) refuse(call, "`$name` cannot be suspended: no step may be called in its closure")
			super.visitMethodCallExpression(call)
			return
		}
		def section = around ? around[-1] : null
		def given = keysOf(arguments)
		if (section != null && Names.SECTIONS.containsKey(section)) {
			if (!(name in Names.SECTIONS[section])) refuse(call, "`$section` has no `$name`${Names.nearest(name, Names.SECTIONS[section])}")
			else checkKeys(call, name, given, Names.VALUES[name] ?: (Names.STEPS[name] as Set))
		} else if (name == 'pipeline' && section == null) {
			// The root of a declarative pipeline
		} else if (!(name in own) && !(name in more) && !(name in locals)) {
			if (isNonCps && (name in Names.STEPS.keySet())) refuse(call, "a @NonCPS method calls the step `$name`")
			if (Names.STEPS.containsKey(name)) checkKeys(call, name, given, Names.STEPS[name] as Set)
			else if (Names.VALUES.containsKey(name)) checkKeys(call, name, given, Names.VALUES[name])
			else refuse(call, "there is no step `$name`${Names.nearest(name, Names.STEPS.keySet() + more)}")
		}
		def isSection = name == 'pipeline' || section != null && Names.SECTIONS.containsKey(section)
		def inner = !isSection ? 'steps' : name in Names.SECTIONS.keySet() ? name : 'steps'
		arguments.each { argument ->
			if (argument instanceof ClosureExpression) {
				around << (section == 'steps' || section == null && name != 'pipeline' ? 'steps' : inner in Names.OF_STEPS ? 'steps' : inner)
				argument.code.visit(this)
				around.remove(around.size() - 1)
			} else {
				around << 'steps'
				argument.visit(this)
				around.remove(around.size() - 1)
			}
		}
	}

	private Map keysOf(List arguments) {
		def named = arguments.find { it instanceof MapExpression }
		named ? named.mapEntryExpressions.findAll { it.keyExpression instanceof ConstantExpression }.collectEntries { [(it.keyExpression.value): it] } : [:]
	}

	private void checkKeys(ASTNode call, String name, Map given, Set known) {
		if (known == null || '*' in known) return
		given.each { key, at -> if (!(key in known)) refuse(at, "`$name` has no `$key`${Names.nearest(key as String, known)}") }
	}

	private boolean callsSteps(ClosureExpression closure) {
		def found = false
		closure.code.visit(new CodeVisitorSupport() {
			void visitMethodCallExpression(MethodCallExpression call) {
				if (call.implicitThis && call.methodAsString in (Names.STEPS.keySet() + more)) found = true
				super.visitMethodCallExpression(call)
			}
		})
		found
	}
}
