// The language of `.bea` files: derivations by backward error analysis, stated as a paper states them.
grammar Bea;

file : derivation* EOF ;

derivation : 'derivation' STRING '{' item* '}' ;

item
    : 'source' STRING                                                        # sourceItem
    | 'count' id op=(GE | '=') INT                                         # countItem
    | 'scalar' id (',' id)* interval?                                        # scalarItem
    | kind=('state' | 'memory') stateDecl (',' stateDecl)*                   # stateItem
    | 'batches' batchRange (',' batchRange)*                                 # batchItem
    | kind=('loss' | 'function' | 'field') symbolHead (',' symbolHead)*      # symbolItem
    | 'given' given                                                          # givenItem
    | 'print' id 'as' STRING                                                 # printItem
    | 'let' id ('(' id (',' id)* ')')? '=' expr                              # letItem
    | updateDecl                                                             # updateItem
    | 'find' id (',' id)* findPart*                                          # findItem
    | 'claim' STRING? headerPart* ':' body                                   # claimItem
    | 'misprint' STRING? headerPart* ':' 'printed' printed=body 'corrected' corrected=body
          ('because' STRING)?                                                # misprintItem
    ;

interval
    : 'in' open=('[' | '(') expr ',' expr close=(']' | ')')
    | cmp=(GE | '>' | '<=' | '<') expr
    ;
stateDecl : id ('=' '(' id (',' id)* ')')? ;
batchRange : id '[' expr '..' expr ']' ;
symbolHead : id ('[' id ']')? '(' idList (';' idList)* ')' ('=' expr)? ;
idList : id (',' id)* ;
given
    : id 'quadratic'       # givenQuadratic
    | id 'equal'           # givenEqual
    | id '=' expr          # givenMultiple
    ;

updateDecl
    : 'update' 'simultaneously' block                # updateTogether
    | 'update' 'for' id 'in' expr '..' expr block    # updateFor
    | 'update' block                                 # updateBlock
    ;
block : '{' stmt* '}' ;
stmt
    : id ARROW expr                                   # assignStmt
    | 'let' id '=' expr                              # letStmt
    | 'for' id 'in' expr '..' expr block             # forStmt
    | 'simultaneously' block                         # togetherStmt
    ;

findPart
    : 'in' 'powers' 'of' expr                        # findPowers
    | 'over' 'time' expr                             # findTime
    | 'freezing' word=('nothing' | 'paper' | 'least')    # findFreezing
    | 'in' 'expectation' 'over' averaging            # findExpectation
    | 'on' 'own' 'clocks'                            # findClocks
    ;
averaging : kind=('shuffles' | 'draws') 'of' id ;

headerPart
    : 'for' 'any' id (',' id)*                       # forAnyPart
    | 'reading' STRING                               # readingPart
    | 'using' STRING (',' STRING)*                   # usingPart
    ;

body
    : updateDecl                                                                     # updateBody
    | flowOf (',' flowOf)* ('follows' | 'follow') 'the' expected='expected'? 'update'
          ('over' averaging)? 'through' id '^' INT                                   # followsBody
    | negative='no'? 'modified' 'loss' ('[' slot=id ']')? 'exists' ('through' order=id)?   # existsBody
    | expr 'is' negative='not'? 'a' 'gradient'                                       # gradientBody
    | expr 'is' 'a' 'choice' 'of' expr                                               # choiceBody
    | member link+ quantifier*                                                       # equationBody
    ;
flowOf : kind=('loss' | 'flow') ('[' id ']')? expr ;
member : expr atStart? ;
link : (STRING ':')? '=' member ;
atStart : 'at' 'start' ;
quantifier : 'for' id 'in' expr '..' expr ;

expr : product (op+=('+' | '-') product)* ;

// a number may stand beside a factor: 1/3 f'f'f
product : unary (op+=('*' | '/') unary | {_input.LT(-1).getType() == INT || _input.LT(-1).getType() == DECIMAL}? adjacent)* ;
adjacent : power ;

unary
    : '-' unary                                      # negated
    | '+' unary                                      # plus
    | (SUM | 'mean') '(' binder (',' (binder | distinct))* ')' product     # bigSum
    | 'expect' '(' averaging ')' product             # expectation
    | power                                          # plain
    ;
binder : id ('in' expr '..' expr)? ;
distinct : expr NE expr ;

power : prefix (SUPERSCRIPT | '^' exponent)? ;
exponent : INT | id | '(' expr ')' | '-' INT ;

prefix
    : GRAD ('[' id ']')? prefix                    # gradient
    | HESS ('[' id (',' id)? ']')? prefix          # hessian
    | 'jac' ('[' id ']')? prefix                     # jacobian
    | 'ddt' prefix                                   # timeDerivative
    | 'deriv' '[' id (',' id)* ']' derivBase arguments   # derivative
    | primary                                        # simple
    ;
derivBase
    : GRAD ('[' id ']')? derivBase                 # baseGradient
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
    | primable PRIMES primary                        # primes
    | primable PRIMES arguments                      # primesMany
    | side=('lhs' | 'rhs') STRING                    # equationSide
    | id '[' expr ']' arguments                      # indexedCall
    | id '[' expr ']'                                # indexed
    | id arguments                                   # call
    | id                                             # name
    | '(' expr ')' ('at' 'start')?                   # parenthesised
    ;
primable : id arguments? | id '[' expr ']' | '(' expr ')' ;

id : NAME | 'a' | 'of' | 'time' | 'equal' | 'quadratic' | 'nothing' | 'paper' | 'least' | 'own' | 'clocks' | 'powers'
    | 'start' | 'gradient' | 'choice' | 'any' | 'the' | 'expected' | 'shuffles' | 'draws' | 'flow' | 'no' | 'as'
    | 'order' | 'on' ;

GRAD : 'grad' | '∇' ;
HESS : 'hess' | '∇²' ;
SUM : 'sum' | 'Σ' | '∑' ;
ARROW : '<-' | '←' ;
NE : '!=' | '≠' ;
GE : '>=' | '≥' ;
PRIMES : '\''+ ;
SUPERSCRIPT : [²³] ;
INT : [0-9]+ ;
DECIMAL : [0-9]+ '.' [0-9]+ ;
NAME : LETTER (LETTER | [0-9])* | '?' [0-9]+ ;
fragment LETTER : [a-zA-Z_] | [α-ωΑ-Ω] ;
STRING : '"' ( '\\"' | ~["\r\n] )* '"' ;
COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(HIDDEN) ;
SPACE : [ \t\r\n\u00A0]+ -> skip ;
UNKNOWN : . ;
