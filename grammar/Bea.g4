// The language of `.bea` files: derivations by backward error analysis, stated as a paper states them.
grammar Bea;

@parser::members {
/// Words that end an expression of an experiment, however well they might stand beside a number.
private boolean beginsSetup() {
    return switch (_input.LT(1).getText()) {
        case "set", "model", "data", "batches", "start", "steps", "time", "compare", "rows", "scaled", "order", "misses", "seed" -> true;
        default -> false;
    };
}
}

file : derivation* EOF ;
// parts of a file, for reports
items : item* EOF ;
lone : expr EOF ;

derivation : 'derivation' STRING '{' item* '}' ;

item
    : 'source' STRING                                                        # sourceItem
    | 'count' id op=(GE | '=') INT                                         # countItem
    | 'scalar' scalarDecl (',' scalarDecl)*                                  # scalarItem
    | 'state' stateDecl (',' stateDecl)*                                     # stateItem
    | 'memory' memoryDecl (',' memoryDecl)*                                  # memoryItem
    | 'batches' batchRange (',' batchRange)*                                 # batchItem
    | kind=('loss' | 'function' | 'field') symbolHead (',' symbolHead)*      # symbolItem
    | 'given' given                                                          # givenItem
    | 'print' id 'as' STRING                                                 # printItem
    | 'let' id ('(' id (',' id)* ')')? '=' expr                              # letItem
    | updateDecl                                                             # updateItem
    | 'find' id (',' id)* findPart*                                          # findItem
    | 'find' id (',' id)* 'such' 'that' body                                 # solveItem
    | 'claim' STRING? headerPart* ':' body                                   # claimItem
    | 'misprint' STRING? headerPart* ':' 'printed' printed=body 'corrected' corrected=body
          ('because' STRING)?                                                # misprintItem
    | 'experiment' STRING '{' setup* '}'                                       # experimentItem
    ;

// what makes the abstract losses concrete, and what is done with them
setup
    : 'state' stateDecl (',' stateDecl)*                                     # setupState
    | 'set' id '=' expr (',' id '=' expr)*                                   # setupValues
    | 'loss' symbolHead                                                      # setupLoss
    | 'model' id 'is' id ('(' INT (',' INT)* ')')? ('with' id (',' id)*)? 'on' id   # setupModel
    | 'data' id 'from' STRING ('rows' INT)? ('scaled' 'by' expr)?            # setupFile
    | 'data' id 'is' id '(' INT (',' INT)* ')' 'seed' INT                    # setupGenerated
    | 'batches' 'of' INT 'seed' INT                                          # setupBatches
    | 'start' id '=' '(' expr (',' expr)* ')' (',' id '=' '(' expr (',' expr)* ')')*   # setupStart
    | 'start' 'seed' INT                                                     # setupSeed
    | 'steps' id '=' expr DOTS expr                                          # setupSteps
    | 'time' expr                                                            # setupTime
    | 'compare' STRING flowOf (',' flowOf)* 'misses'? 'order' INT                     # setupCompare
    ;

// an interval is that of all names before it that have none: a, b > 0, c in [0, 1)
scalarDecl : id interval? ;
interval
    : IN open=('[' | '(') expr ',' expr close=(']' | ')')
    | cmp=(GE | '>' | LE | '<') expr
    ;
memoryDecl : id ('of' id)? ;
// a space is that of all names before it that have none: q, p in R^d
stateDecl : id ('=' '(' id (',' id)* ')')? (IN space)? ;
space : id ('^' (id | INT))? ;
batchRange : id '[' expr DOTS expr ']' ;
symbolHead : id ('[' id ']')? '(' idList (';' idList)* ')' ('=' expr)? ;
idList : id (',' id)* ;
given
    : id 'quadratic'       # givenQuadratic
    | id 'scale' MINUS 'invariant' (IN id)?   # givenInvariant
    | id 'equal'           # givenEqual
    | id '=' expr          # givenMultiple
    ;

updateDecl
    : 'update' 'simultaneously' together             # updateTogether
    | 'update' 'for' id IN expr DOTS expr block    # updateFor
    | 'update' 'average' 'over' id IN expr DOTS expr block    # updateAverage
    | 'update' block                                 # updateBlock
    ;
block : '{' stmt* '}' ;
together : '{' assignment* '}' ;
assignment : id ARROW expr ;
stmt
    : assignment                                     # assignStmt
    | 'let' id '=' expr                              # letStmt
    | 'for' id IN expr DOTS expr block             # forStmt
    | 'simultaneously' together                      # togetherStmt
    | 'average' 'over' id IN expr DOTS expr block    # averageStmt
    ;

findPart
    : IN 'powers' 'of' expr                        # findPowers
    | 'over' 'time' expr ('for' id (',' expr 'for' id)*)?    # findTime
    | 'of' 'the' sense                               # findSense
    | 'freezing' word=('nothing' | 'paper' | 'least')
          (IN own='own' 'slot' 'only')? ('keeping' batch (',' batch)* 'live')?    # findFreezing
    | 'freezing' id ('[' id ']')? '=' expr           # findGiven
    | IN 'expectation' 'over' averaging            # findExpectation
    | 'averaged' 'over' averaging                    # findAveraged
    | 'on' 'own' 'clocks'                            # findClocks
    | 'after' 'the' 'transient'                      # findTransient
    ;
// what the f_k are the terms of
sense
    : 'modified' 'flow'                              # senseFlow
    | 'memoryless' 'update'                          # senseMemoryless
    | 'modifying' 'integrator'                       # senseModifying
    | 'residual'                                     # senseResidual
    ;
batch : id '[' expr ']' ;
averaging : kind=('shuffles' | 'draws') 'of' id ;

headerPart
    : 'for' 'any' id (',' id)*                       # forAnyPart
    | 'reading' STRING                               # readingPart
    | 'using' STRING (',' STRING)*                   # usingPart
    ;

body
    : updateDecl                                                                     # updateBody
    | flowOf (',' flowOf)* ('follows' | 'follow') 'the' expected='expected'? 'update'
          ('over' averaging)? 'through' reach                                   # followsBody
    | negative='no'? 'modified' 'loss' ('[' slot=id ']')? 'exists' ('through' order=id)?   # existsBody
    | expr said                                                                      # saidBody
    ;
// behind a common beginning, so that the parser need not look through an expression to know what is said of it
said
    : 'is' negative='not'? 'a' 'gradient' (IN id)?   # saidGradient
    | 'is' 'a' 'choice' 'of' expr                    # saidChoice
    | atStart? link+ quantifier*                     # saidEqual
    ;
// h^2
reach : {_input.LT(1).getText().equals("h")}? NAME ('^' INT | SUPERSCRIPT)? ;
flowOf
    : kind=('loss' | 'flow') ('[' id ']')? expr      # flowOfField
    | 'hamiltonian' '[' q=id ',' p=id ']' expr     # flowOfHamiltonian
    ;
member : expr atStart? ;
link : (STRING ':')? '=' member ;
atStart : 'at' 'start' ;
quantifier : 'for' id IN expr DOTS expr ;

expr : signed (op+=('+' | MINUS) signed)* ;

// a leading sign belongs to the whole product: -a*b is -(a*b)
signed
    : MINUS signed                                   # negative
    | '+' signed                                     # positive
    | product                                        # unsigned
    ;

// a number may stand beside a factor: 1/3 f'f'f
product : factor (op+=(TIMES | '/') unary | {_input.LT(-1).getType() == INT || _input.LT(-1).getType() == DECIMAL}? {!beginsSetup()}? adjacent)* ;
adjacent : power ;

unary
    : MINUS unary                                    # negated
    | '+' unary                                      # plus
    | factor                                         # plain
    ;

// a sum takes the whole product that follows
factor
    : (SUM | 'mean') '(' binder (',' (binder | distinct))* ')' signed     # bigSum
    | 'expect' '(' averaging ')' signed              # expectation
    | power                                          # simpleFactor
    ;
binder : id (IN expr DOTS expr)? ;
distinct : expr NE expr ;

power : prefix (SUPERSCRIPT | '^' exponent)? ;
exponent : INT | id | '(' expr ')' | MINUS INT ;

prefix
    : GRAD ('[' id ']')? prefix                    # gradient
    | HESS ('[' id (',' id)? ']')? prefix          # hessian
    | 'jac' ('[' id ']')? prefix                     # jacobian
    | 'ddt' prefix                                   # timeDerivative
    | 'deriv' '[' id (',' id)* ']' derivBase '(' expr (',' expr)* ')'   # derivative
    | primary                                        # simple
    ;
derivBase
    : GRAD ('[' id ']')? derivBase                 # baseGradient
    | HESS ('[' id (',' id)? ']')? derivBase       # baseHessian
    | 'jac' ('[' id ']')? derivBase                  # baseJacobian
    | id arguments?                                  # baseName
    | id '[' expr ']'                                # baseIndex
    | '(' expr ')'                                   # baseGroup
    ;
arguments : '(' group (';' group)* ')' ;
group : expr (',' expr)* ;

primary
    : INT                                            # integer
    | DECIMAL                                        # decimal
    | primable PRIMES primeDirection                 # primes
    | primable PRIMES '(' expr (',' expr)* ')'       # primesMany
    | side=('lhs' | 'rhs') STRING                    # equationSide
    | id '[' expr ']' arguments                      # indexedCall
    | id '[' expr ']'                                # indexed
    | id arguments                                   # call
    | id                                             # name
    | '(' expr ')' ('at' 'start')?                   # parenthesised
    | NORM expr NORM                                 # bars
    ;
// what stands behind f' without parentheses
primeDirection
    : primable PRIMES primeDirection                 # primesInside
    | primable PRIMES '(' expr (',' expr)* ')'       # primesManyInside
    | id '[' expr ']' arguments                      # indexedCallInside
    | id '[' expr ']'                                # indexedInside
    | id arguments?                                  # nameInside
    ;
primable : id arguments? | id '[' expr ']' | '(' expr ')' ;

id : NAME | FACTOR | 'a' | 'of' | 'time' | 'equal' | 'quadratic' | 'nothing' | 'paper' | 'least' | 'own' | 'clocks' | 'powers'
    | 'start' | 'gradient' | 'choice' | 'any' | 'the' | 'expected' | 'shuffles' | 'draws' | 'flow' | 'no' | 'as'
    | 'order' | 'on' | 'such' | 'that' | 'experiment' | 'set' | 'model' | 'with' | 'data' | 'from' | 'rows' | 'scaled'
    | 'by' | 'seed' | 'steps' | 'compare' | 'misses' | 'average' | 'averaged' | 'memoryless' | 'modifying' | 'integrator'
    | 'residual' | 'scale' | 'invariant' | 'hamiltonian' | 'slot' | 'only' | 'keeping' | 'live' | 'after' | 'transient' ;

GRAD : 'grad' | '∇' ;
HESS : 'hess' | '∇²' | '∇^2' ;
SUM : 'sum' | 'Σ' | '∑' ;
IN : 'in' | '∈' ;
ARROW : '<-' | '←' ;
DOTS : '..' | '…' ;
NE : '!=' | '≠' ;
GE : '>=' | '≥' ;
LE : '<=' | '≤' ;
MINUS : '-' | '−' ;
TIMES : '*' | '·' | '×' | '⋅' ;
NORM : '‖' ;
PRIMES : ['′]+ | '″' ;
SUPERSCRIPT : '⁻'? [⁰¹²³⁴-⁹]+ ;
INT : [0-9]+ ;
DECIMAL : [0-9]+ '.' [0-9]+ ;
NAME : LETTER (LETTER | [0-9₀-₉])* ;
// a free factor of coefficient repair; nobody writes it
FACTOR : '?' [0-9]+ ;
fragment LETTER : [a-zA-Z_] | [α-ωϑϕϵΑ-Ω] ;
STRING : '"' ('\\' ~[\r\n] | ~["\\\r\n])* '"' ;
COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(HIDDEN) ;
SPACE : [ \t\r\n\u00A0\uFEFF]+ -> skip ;
OPEN_STRING : '"' ('\\' ~[\r\n] | ~["\\\r\n])* ;
OPEN_COMMENT : '/*' (~'*' | '*'+ ~[*/])* '*'* ;
UNKNOWN : . ;
