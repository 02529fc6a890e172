/// The language of `.bea` files: declare, update, question, claims.
///
/// Every item starts with a reserved word, so no statement needs an end mark. Words that only mean something in one
/// place (`a`, `choice`, `paper`, …) stay usable as names; see `name`.
grammar Bea;

file : derivation* EOF ;

derivation : DERIVATION STRING '{' item* '}' ;

item
    : SOURCE STRING                                                  # sourceItem
    | COUNT count (',' count)*                                       # countItem
    | SCALAR name (',' name)* interval?                              # scalarItem
    | kind=(STATE | MEMORY) state (',' state)*                       # stateItem
    | BATCHES family (',' family)*                                   # batchItem
    | kind=(LOSS | FIELD | FUNCTION) symbol (',' symbol)*            # symbolItem
    | GIVEN given                                                    # givenItem
    | PRINT name AS STRING                                           # printItem
    | LET name ('(' name (',' name)* ')')? EQ expr                  # letItem
    | update                                                         # updateItem
    | FIND reference (',' reference)* findPart*                      # findItem
    | CLAIM STRING? headerPart* ':' body                             # claimItem
    | MISPRINT STRING? headerPart* ':' PRINTED body CORRECTED body (BECAUSE STRING)?   # misprintItem
    ;

// ---- declarations

count : name ((GE | GT | EQ) NUMBER)? ;

interval
    : IN open=('[' | '(') from=expr ',' to=expr close=(']' | ')')
    | relation=(GT | GE | LT | LE) bound=expr
    ;

state : name (EQ '(' name (',' name)* ')')? ;

family : name '[' expr DOTS expr ']' ;

symbol : name ('[' name ']')? '(' group (';' group)* ')' (EQ expr)? ;

group : name (',' name)* ;

given
    : name EQ expr      # givenMultiple
    | name QUADRATIC     # givenQuadratic
    | name EQUAL         # givenEqual
    ;

// ---- the update

update : UPDATE (block | simultaneously | loop) ;

block : '{' stmt* '}' ;

stmt
    : assign             # assignStmt
    | LET name EQ expr  # stageStmt
    | loop               # loopStmt
    | simultaneously     # togetherStmt
    ;

assign : name LARROW expr ;

simultaneously : SIMULTANEOUSLY '{' assign* '}' ;

loop : FOR name IN expr DOTS expr block ;

// ---- questions

reference : name ('[' name ']')? ;

findPart
    : IN POWERS OF expr          # powersPart
    | OVER TIME expr             # timePart
    | FREEZING how=(NOTHING | PAPER | LEAST)   # freezingPart
    | IN EXPECTATION expectation # expectationPart
    | ON OWN CLOCKS              # clocksPart
    ;

expectation : OVER? kind=(SHUFFLES | DRAWS) OF name ;

// ---- claims

headerPart
    : FOR ANY reference (',' reference)*   # forAnyPart
    | READING STRING                       # readingPart
    | USING STRING (',' STRING)*           # usingPart
    ;

body
    : NO MODIFIED LOSS slot? EXISTS (THROUGH reference)?              # noLossBody
    | MODIFIED LOSS slot? EXISTS (THROUGH reference)?                 # lossBody
    | flowOf (',' flowOf)* (FOLLOW | FOLLOWS) THE (UPDATE | EXPECTED UPDATE OVER expectation) THROUGH power   # followsBody
    | expr IS NOT? article GRADIENT                                   # gradientBody
    | expr IS article CHOICE OF reference                             # choiceBody
    | member link+ range*                                            # equationBody
    | update                                                          # updateBody
    ;

article : A | AN ;

slot : '[' name ']' ;

flowOf : kind=(LOSS | FLOW) slot? expr ;

/// `h^2`, the power through which a flow follows.
power : name ('^' NUMBER | SUPERSCRIPT)? ;

member : expr (AT START)? ;

link : (STRING ':')? EQ member ;

range : FOR name IN expr DOTS expr ;

// ---- expressions

expr : signed (('+' | MINUS) signed)* ;

signed : MINUS signed | product ;

product : factor ((TIMES | '/') unary)* ;

unary : MINUS unary | factor ;

factor
    : binding
    | NUMBER (binding | power1)
    | NUMBER exponent?
    | power1
    ;

/// Scope: the product that follows.
binding
    : kind=(SUM | MEAN) '(' binder (',' binder)* (',' distinct)* ')' signed   # sumBinding
    | EXPECT '(' kind=(SHUFFLES | DRAWS) OF name ')' signed                   # expectBinding
    ;

binder : name (IN expr DOTS expr)? ;

distinct : expr NE expr ;

power1 : prefixed exponent? ;

exponent : '^' MINUS? (NUMBER | atom) | SUPERSCRIPT ;

prefixed
    : GRAD slot? prefixed                                          # gradExpr
    | HESS ('[' name (',' name)* ']')? prefixed                    # hessExpr
    | JAC slot? prefixed                                           # jacExpr
    | DDT prefixed                                                 # ddtExpr
    | DERIV '[' name (',' name)* ']' prefixed directions           # derivExpr
    | atom PRIMES (directions | prefixed)?                         # primeExpr
    | atom                                                         # atomExpr
    ;

directions : '(' expr (',' expr)* ')' ;

atom
    : '(' expr ')' (AT START)?                                     # parenAtom
    | NORM expr NORM                                               # normAtom
    | side=(LHS | RHS) STRING                                      # sideAtom
    | START slot?                                                  # startAtom
    | FLOW slot? '(' expr ')'                                      # flowAtom
    | name ('[' expr ']')? arguments?                              # nameAtom
    ;

arguments : '(' argumentGroup (';' argumentGroup)* ')' ;

argumentGroup : expr (',' expr)* ;

/// A name may be any word that is not needed to tell where something begins or ends.
name
    : NAME | A | AN | ANY | CHOICE | CLOCKS | DRAWS | EQUAL | EXISTS | EXPECTATION | EXPECTED | GRADIENT | LEAST
    | NOTHING | OWN | PAPER | POWERS | QUADRATIC | READING | SHUFFLES | THE | THROUGH | TIME | AS | NOT | UNKNOWN
    ;

// ---- reserved words

DERIVATION : 'derivation' ;
SOURCE : 'source' ;
COUNT : 'count' ;
SCALAR : 'scalar' ;
STATE : 'state' ;
MEMORY : 'memory' ;
BATCHES : 'batches' ;
LOSS : 'loss' ;
FIELD : 'field' ;
FUNCTION : 'function' ;
GIVEN : 'given' ;
PRINT : 'print' ;
LET : 'let' ;
UPDATE : 'update' ;
SIMULTANEOUSLY : 'simultaneously' ;
FIND : 'find' ;
CLAIM : 'claim' ;
MISPRINT : 'misprint' ;
PRINTED : 'printed' ;
CORRECTED : 'corrected' ;
BECAUSE : 'because' ;
FOR : 'for' ;
IN : 'in' | '∈' ;
IS : 'is' ;
AT : 'at' ;
START : 'start' ;
FLOW : 'flow' ;
FOLLOW : 'follow' ;
FOLLOWS : 'follows' ;
OVER : 'over' ;
FREEZING : 'freezing' ;
ON : 'on' ;
OF : 'of' ;
NO : 'no' ;
MODIFIED : 'modified' ;
USING : 'using' ;
SUM : 'sum' | '\u03A3' | '∑' ;
MEAN : 'mean' ;
EXPECT : 'expect' ;
HESS : 'hess' | '∇²' | '∇^2' ;
GRAD : 'grad' | '∇' ;
JAC : 'jac' ;
DERIV : 'deriv' ;
DDT : 'ddt' ;
LHS : 'lhs' ;
RHS : 'rhs' ;

// ---- words that mean something in one place only

A : 'a' ;
AN : 'an' ;
ANY : 'any' ;
AS : 'as' ;
CHOICE : 'choice' ;
CLOCKS : 'clocks' ;
DRAWS : 'draws' ;
EQUAL : 'equal' ;
EXISTS : 'exists' | 'exist' ;
EXPECTATION : 'expectation' ;
EXPECTED : 'expected' ;
GRADIENT : 'gradient' ;
LEAST : 'least' ;
NOT : 'not' ;
NOTHING : 'nothing' ;
OWN : 'own' ;
PAPER : 'paper' ;
POWERS : 'powers' ;
QUADRATIC : 'quadratic' ;
READING : 'reading' ;
SHUFFLES : 'shuffles' ;
THE : 'the' ;
THROUGH : 'through' ;
TIME : 'time' ;

// ---- signs

LARROW : '<-' | '←' ;
DOTS : '..' | '…' ;
LE : '<=' | '≤' ;
GE : '>=' | '≥' ;
NE : '!=' | '≠' ;
LT : '<' ;
GT : '>' ;
EQ : '=' ;
PLUS : '+' ;
MINUS : '-' | '\u2212' ;
TIMES : '*' | '·' | '×' | '⋅' | '∗' ;
SLASH : '/' ;
CARET : '^' ;
LPAREN : '(' ;
RPAREN : ')' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
LBRACE : '{' ;
RBRACE : '}' ;
COMMA : ',' ;
SEMI : ';' ;
COLON : ':' ;
NORM : '‖' ;
PRIMES : ['\u2032]+ | '\u2033' ;
SUPERSCRIPT : '⁻'? [\u2070\u00B9\u00B2\u00B3\u2074-\u2079]+ ;

// ---- everything else

NUMBER : [0-9]+ ('.' [0-9]+)? ;
NAME : LETTER (LETTER | [0-9_\u2080-\u2089])* ;
/// A free factor of coefficient repair; nobody writes it.
UNKNOWN : '?' [0-9]+ ;
STRING : '"' ('\\' ~[\r\n] | ~["\\\r\n])* '"' ;

LINE_COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(HIDDEN) ;
SPACE : [ \t\r\n\u00A0\uFEFF]+ -> skip ;

OPEN_STRING : '"' ('\\' ~[\r\n] | ~["\\\r\n])* ;
OPEN_COMMENT : '/*' .* ;
STRAY : . ;

fragment LETTER : [a-zA-Z\u0391-\u03A1\u03A4-\u03A9\u03B1-\u03C9\u03D1\u03D5\u03F5] ;
