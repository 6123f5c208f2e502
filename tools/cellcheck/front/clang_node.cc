// SPDX-License-Identifier: Apache-2.0
// clang_node: statements and expressions.
#include "tools/cellcheck/front/clang_inside.h"

using namespace clang;
using namespace front;

namespace {

const struct node *const *Nodes(const void *list) {
  return static_cast<const struct node *const *>(list);
}

const char *ClassName(const Stmt *stmt) {
  switch (stmt->getStmtClass()) {
#define ABSTRACT_STMT(STMT)
#define STMT(CLASS, PARENT)                                                                                            \
  case Stmt::CLASS##Class: return #CLASS;
#include "clang/AST/StmtNodes.inc"
  default: return "?";
  }
}

int64_t Number(const llvm::APInt &value) {
  return static_cast<int64_t>(value.getRawData()[0]);
}

// What says nothing of its own.
const Stmt *Inner(const Stmt *stmt) {
  for (;;) {
    switch (stmt->getStmtClass()) {
    case Stmt::ParenExprClass: stmt = static_cast<const ParenExpr *>(stmt)->getSubExpr(); break;
    case Stmt::ConstantExprClass:
    case Stmt::ExprWithCleanupsClass: stmt = static_cast<const FullExpr *>(stmt)->getSubExpr(); break;
    case Stmt::GenericSelectionExprClass: {
      auto *selection = static_cast<const GenericSelectionExpr *>(stmt);
      if (selection->isResultDependent()) return stmt;
      stmt = selection->getResultExpr();
      break;
    }
    case Stmt::ChooseExprClass: {
      auto *choice = static_cast<const ChooseExpr *>(stmt);
      if (choice->isConditionDependent()) return stmt;
      stmt = choice->getChosenSubExpr();
      break;
    }
    case Stmt::UnaryOperatorClass:
      if (static_cast<const UnaryOperator *>(stmt)->getOpcode() != UO_Extension) return stmt;
      stmt = static_cast<const UnaryOperator *>(stmt)->getSubExpr();
      break;
    case Stmt::AttributedStmtClass: stmt = static_cast<const AttributedStmt *>(stmt)->getSubStmt(); break;
    default: return stmt;
    }
  }
}

void Read(const IfStmt *stmt, struct view *view) {
  view->kind = stmt->getInit() == nullptr && stmt->getConditionVariableDeclStmt() == nullptr ? NODE_IF : NODE_UNSEEN;
  view->parts[0] = Node(stmt->getCond());
  view->parts[1] = Node(stmt->getThen());
  view->parts[2] = Node(stmt->getElse());
}

void Read(const ForStmt *stmt, struct view *view) {
  view->kind = NODE_FOR;
  view->parts[0] = Node(stmt->getCond());
  view->parts[1] = Node(stmt->getBody());
  view->parts[2] = Node(stmt->getInit());
  view->parts[3] = Node(stmt->getInc());
}

void Read(const UnaryOperator *expr, struct view *view) {
  view->kind = NODE_UNARY;
  view->operation = Operation(expr->getOpcode());
  view->parts[0] = Node(expr->getSubExpr());
  view->at = expr->getOperatorLoc().getRawEncoding();
}

void Read(const BinaryOperator *expr, struct view *view) {
  view->parts[0] = Node(expr->getLHS());
  view->parts[1] = Node(expr->getRHS());
  if (expr->isAssignmentOp()) {
    view->kind = NODE_ASSIGN;
    if (expr->getOpcode() == BO_Assign) return;
    view->operation = Operation(expr->getOpcode());
    view->other_type = Opaque(static_cast<const CompoundAssignOperator *>(expr)->getComputationLHSType());
    return;
  }
  view->kind = NODE_BINARY;
  view->operation = Operation(expr->getOpcode());
  view->at = expr->getOperatorLoc().getRawEncoding();
}

void Read(const MemberExpr *expr, struct view *view) {
  view->kind = NODE_MEMBER;
  view->flag = expr->isArrow();
  view->parts[0] = Node(expr->getBase());
  view->declaration = Declaration(expr->getMemberDecl());
  view->at = expr->getMemberLoc().getRawEncoding();
}

void Read(const ArraySubscriptExpr *expr, struct view *view) {
  bool is_turned = expr->getRHS()->getType()->isPointerType();
  view->kind = NODE_SUBSCRIPT;
  view->parts[is_turned ? 1 : 0] = Node(expr->getLHS());
  view->parts[is_turned ? 0 : 1] = Node(expr->getRHS());
}

void Read(const BinaryConditionalOperator *expr, struct view *view) {
  view->kind = NODE_OR_ELSE;
  view->parts[0] = Node(expr->getCommon());
  view->parts[1] = Node(expr->getCond());
  view->parts[2] = Node(expr->getTrueExpr());
  view->parts[3] = Node(expr->getFalseExpr());
  view->other_type = expr->getOpaqueValue();
}

void Read(const CallExpr *expr, struct view *view) {
  view->kind = NODE_CALL;
  view->parts[0] = Node(expr->getCallee());
  view->list = Nodes(expr->getArgs());
  view->count = expr->getNumArgs();
}

void Read(const CastExpr *expr, bool is_written, struct view *view) {
  view->kind = NODE_CAST;
  view->detail = Conversion(expr->getCastKind());
  view->flag = is_written;
  view->parts[0] = Node(expr->getSubExpr());
}

void Read(const InitListExpr *expr, struct view *view) {
  if (!expr->isSemanticForm() && expr->getSemanticForm() != nullptr) expr = expr->getSemanticForm();
  view->kind = NODE_LIST;
  view->list = Nodes(expr->getInits());
  view->count = expr->getNumInits();
  if (expr->hasArrayFiller()) view->parts[0] = Node(expr->getArrayFiller());
  if (!expr->hasArrayFiller()) view->declaration = Declaration(expr->getInitializedFieldInUnion());
}

void Read(const AtomicExpr *expr, struct view *view) {
  view->kind = NODE_ATOMIC;
  view->text = expr->getOpAsString().data();
  view->parts[0] = Node(expr->getPtr());
  llvm::StringRef name = expr->getOpAsString();
  if (name == "__c11_atomic_load" || name == "__atomic_load_n" || name == "__scoped_atomic_load_n") return;
  view->parts[1] = Node(expr->getVal1());
  if (name.contains("compare_exchange") || name == "__atomic_exchange" || name == "__scoped_atomic_exchange")
    view->parts[2] = Node(expr->getVal2());
}

void Read(const StringLiteral *expr, struct view *view) {
  view->kind = NODE_STRING;
  view->count = expr->getByteLength();
  view->text = expr->getBytes().data();
}

void Read(const UnaryExprOrTypeTraitExpr *expr, struct view *view) {
  view->kind = NODE_CONSTANT;
  if (expr->isArgumentType()) {
    view->other_type = Opaque(expr->getArgumentType());
  } else {
    view->parts[0] = Node(expr->getArgumentExpr());
    view->other_type = Opaque(expr->getArgumentExpr()->getType());
  }
}

bool ReadLiteral(const Stmt *stmt, struct view *view) {
  view->kind = NODE_INTEGER;
  switch (stmt->getStmtClass()) {
  case Stmt::IntegerLiteralClass:
    view->number = Number(static_cast<const IntegerLiteral *>(stmt)->getValue());
    return true;
  case Stmt::CharacterLiteralClass:
    view->number = static_cast<int32_t>(static_cast<const CharacterLiteral *>(stmt)->getValue());
    return true;
  case Stmt::CXXBoolLiteralExprClass:
    view->number = static_cast<const CXXBoolLiteralExpr *>(stmt)->getValue();
    return true;
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass: return true;
  case Stmt::FloatingLiteralClass:
  case Stmt::ImaginaryLiteralClass: view->kind = NODE_FLOATING; return true;
  case Stmt::StringLiteralClass: Read(static_cast<const StringLiteral *>(stmt), view); return true;
  case Stmt::PredefinedExprClass:
    if (const StringLiteral *name = static_cast<const PredefinedExpr *>(stmt)->getFunctionName()) {
      Read(name, view);
      return true;
    }
    break;
  default: break;
  }
  view->kind = NODE_UNSEEN;
  return false;
}

bool ReadStatement(const Stmt *stmt, struct view *view) {
  switch (stmt->getStmtClass()) {
  case Stmt::NullStmtClass: view->kind = NODE_NULL; break;
  case Stmt::CompoundStmtClass: {
    auto *compound = static_cast<const CompoundStmt *>(stmt);
    view->kind = NODE_COMPOUND;
    view->list = Nodes(compound->body_begin());
    view->count = compound->size();
    view->number = compound->getRBracLoc().getRawEncoding();
    break;
  }
  case Stmt::LabelStmtClass:
    view->kind = NODE_LABEL;
    view->declaration = Declaration(static_cast<const LabelStmt *>(stmt)->getDecl());
    view->parts[0] = Node(static_cast<const LabelStmt *>(stmt)->getSubStmt());
    break;
  case Stmt::CaseStmtClass: {
    auto *one = static_cast<const CaseStmt *>(stmt);
    view->kind = NODE_CASE;
    view->parts[0] = Node(one->getLHS());
    view->parts[1] = Node(one->getRHS());
    view->parts[2] = Node(one->getSubStmt());
    break;
  }
  case Stmt::DefaultStmtClass:
    view->kind = NODE_DEFAULT;
    view->parts[2] = Node(static_cast<const DefaultStmt *>(stmt)->getSubStmt());
    break;
  case Stmt::IfStmtClass: Read(static_cast<const IfStmt *>(stmt), view); break;
  case Stmt::SwitchStmtClass: {
    auto *one = static_cast<const SwitchStmt *>(stmt);
    view->kind =
        one->getInit() == nullptr && one->getConditionVariableDeclStmt() == nullptr ? NODE_SWITCH : NODE_UNSEEN;
    view->parts[0] = Node(one->getCond());
    view->parts[1] = Node(one->getBody());
    break;
  }
  case Stmt::WhileStmtClass:
    view->kind = NODE_WHILE;
    view->parts[0] = Node(static_cast<const WhileStmt *>(stmt)->getCond());
    view->parts[1] = Node(static_cast<const WhileStmt *>(stmt)->getBody());
    break;
  case Stmt::DoStmtClass:
    view->kind = NODE_DO;
    view->parts[0] = Node(static_cast<const DoStmt *>(stmt)->getCond());
    view->parts[1] = Node(static_cast<const DoStmt *>(stmt)->getBody());
    break;
  case Stmt::ForStmtClass: Read(static_cast<const ForStmt *>(stmt), view); break;
  case Stmt::GotoStmtClass:
    view->kind = NODE_GOTO;
    view->declaration = Declaration(static_cast<const GotoStmt *>(stmt)->getLabel());
    break;
  case Stmt::IndirectGotoStmtClass:
    view->kind = NODE_GOTO_VALUE;
    view->parts[0] = Node(static_cast<const IndirectGotoStmt *>(stmt)->getTarget());
    break;
  case Stmt::ContinueStmtClass: view->kind = NODE_CONTINUE; break;
  case Stmt::BreakStmtClass: view->kind = NODE_BREAK; break;
  case Stmt::ReturnStmtClass:
    view->kind = NODE_RETURN;
    view->parts[0] = Node(static_cast<const ReturnStmt *>(stmt)->getRetValue());
    break;
  case Stmt::DeclStmtClass: {
    auto *group = static_cast<const DeclStmt *>(stmt);
    view->kind = NODE_DECLARATIONS;
    view->declarations = reinterpret_cast<const struct declaration *const *>(group->decl_begin());
    view->count = static_cast<uint64_t>(group->decl_end() - group->decl_begin());
    break;
  }
  case Stmt::GCCAsmStmtClass: view->kind = NODE_ASM; break;
  default: return false;
  }
  return true;
}

bool ReadValue(const Stmt *stmt, struct view *view) {
  switch (stmt->getStmtClass()) {
  case Stmt::DeclRefExprClass:
    view->kind = NODE_NAME;
    view->declaration = Declaration(static_cast<const DeclRefExpr *>(stmt)->getDecl());
    break;
  case Stmt::MemberExprClass: Read(static_cast<const MemberExpr *>(stmt), view); break;
  case Stmt::ArraySubscriptExprClass: Read(static_cast<const ArraySubscriptExpr *>(stmt), view); break;
  case Stmt::UnaryOperatorClass: Read(static_cast<const UnaryOperator *>(stmt), view); break;
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass: Read(static_cast<const BinaryOperator *>(stmt), view); break;
  case Stmt::ConditionalOperatorClass:
    view->kind = NODE_CONDITIONAL;
    view->parts[0] = Node(static_cast<const ConditionalOperator *>(stmt)->getCond());
    view->parts[1] = Node(static_cast<const ConditionalOperator *>(stmt)->getTrueExpr());
    view->parts[2] = Node(static_cast<const ConditionalOperator *>(stmt)->getFalseExpr());
    break;
  case Stmt::BinaryConditionalOperatorClass: Read(static_cast<const BinaryConditionalOperator *>(stmt), view); break;
  case Stmt::OpaqueValueExprClass: view->kind = NODE_OPAQUE; break;
  case Stmt::CallExprClass: Read(static_cast<const CallExpr *>(stmt), view); break;
  case Stmt::ImplicitCastExprClass: Read(static_cast<const CastExpr *>(stmt), false, view); break;
  case Stmt::CStyleCastExprClass: Read(static_cast<const CastExpr *>(stmt), true, view); break;
  case Stmt::StmtExprClass:
    view->kind = NODE_STATEMENTS;
    view->parts[0] = Node(static_cast<const StmtExpr *>(stmt)->getSubStmt());
    break;
  case Stmt::CompoundLiteralExprClass:
    view->kind = NODE_LITERAL;
    view->flag = static_cast<const CompoundLiteralExpr *>(stmt)->isFileScope();
    view->parts[0] = Node(static_cast<const CompoundLiteralExpr *>(stmt)->getInitializer());
    break;
  case Stmt::InitListExprClass: Read(static_cast<const InitListExpr *>(stmt), view); break;
  case Stmt::DesignatedInitUpdateExprClass:
    view->kind = NODE_UPDATE;
    view->parts[0] = Node(static_cast<const DesignatedInitUpdateExpr *>(stmt)->getBase());
    view->parts[1] = Node(static_cast<const DesignatedInitUpdateExpr *>(stmt)->getUpdater());
    break;
  case Stmt::NoInitExprClass: view->kind = NODE_HOLE; break;
  case Stmt::ImplicitValueInitExprClass: view->kind = NODE_ZERO; break;
  default: return false;
  }
  return true;
}

bool ReadRest(const Stmt *stmt, struct view *view) {
  switch (stmt->getStmtClass()) {
  case Stmt::UnaryExprOrTypeTraitExprClass: Read(static_cast<const UnaryExprOrTypeTraitExpr *>(stmt), view); break;
  case Stmt::OffsetOfExprClass:
  case Stmt::TypeTraitExprClass: view->kind = NODE_CONSTANT; break;
  case Stmt::SourceLocExprClass:
    view->kind = static_cast<const SourceLocExpr *>(stmt)->isIntType() ? NODE_CONSTANT : NODE_WHERE;
    break;
  case Stmt::VAArgExprClass:
    view->kind = NODE_ARGUMENT;
    view->parts[0] = Node(static_cast<const VAArgExpr *>(stmt)->getSubExpr());
    break;
  case Stmt::AddrLabelExprClass:
    view->kind = NODE_LABEL_ADDRESS;
    view->declaration = Declaration(static_cast<const AddrLabelExpr *>(stmt)->getLabel());
    break;
  case Stmt::AtomicExprClass: Read(static_cast<const AtomicExpr *>(stmt), view); break;
  case Stmt::ShuffleVectorExprClass:
    view->kind = NODE_VALUES;
    view->list = Nodes(const_cast<ShuffleVectorExpr *>(static_cast<const ShuffleVectorExpr *>(stmt))->getSubExprs());
    view->count = 2;
    break;
  case Stmt::ConvertVectorExprClass:
    view->kind = NODE_CAST;
    view->detail = CONVERSION_VALUE;
    view->flag = true;
    view->parts[0] = Node(static_cast<const ConvertVectorExpr *>(stmt)->getSrcExpr());
    break;
  case Stmt::ExtVectorElementExprClass:
    view->kind = NODE_ELEMENTS;
    view->parts[0] = Node(static_cast<const ExtVectorElementExpr *>(stmt)->getBase());
    view->flag = static_cast<const Expr *>(Of(view->parts[0]))->getType()->isPointerType();
    break;
  case Stmt::EmbedExprClass:
    view->kind = NODE_VALUES;
    view->number = static_cast<int64_t>(static_cast<const EmbedExpr *>(stmt)->getDataElementCount());
    break;
  default: return false;
  }
  return true;
}

}  // namespace

void node_read(const struct node *node, struct view *view) {
  const Stmt *stmt = Inner(Of(node));
  *view = {};
  view->node = Node(stmt);
  view->at = Begin(stmt).getRawEncoding();
  if (ReadStatement(stmt, view)) {
    if (view->kind == NODE_UNSEEN) view->text = ClassName(stmt);
    return;
  }
  if (stmt->getStmtClass() >= Stmt::firstExprConstant && stmt->getStmtClass() <= Stmt::lastExprConstant) {
    auto *expr = static_cast<const Expr *>(stmt);
    view->type = Opaque(expr->getType());
    view->is_place = expr->isLValue();
  }
  if (ReadLiteral(stmt, view) || ReadValue(stmt, view) || ReadRest(stmt, view)) return;
  view->kind = NODE_UNSEEN;
  view->text = ClassName(stmt);
}

uint32_t node_begin(const struct node *node) {
  return Begin(Of(node)).getRawEncoding();
}

void node_asm(const struct node *node, struct asm_view *view) {
  auto *stmt = static_cast<const GCCAsmStmt *>(Of(node));
  llvm::StringRef text = stmt->getAsmString()->getString();
  *view = {.text = text.data(),
           .length = text.size(),
           .output_count = stmt->getNumOutputs(),
           .input_count = stmt->getNumInputs(),
           .label_count = stmt->getNumLabels(),
           .is_volatile = stmt->isVolatile() || stmt->isSimple(),
           .touches_memory = false};
  for (unsigned i = 0; i < stmt->getNumClobbers(); i++)
    if (stmt->getClobberStringLiteral(i)->getString() == "memory") view->touches_memory = true;
}

const struct node *node_asm_output(const struct node *node, uint32_t i) {
  return Node(*(static_cast<const GCCAsmStmt *>(Of(node))->begin_outputs() + i));
}

const struct node *node_asm_input(const struct node *node, uint32_t i) {
  return Node(*(static_cast<const GCCAsmStmt *>(Of(node))->begin_inputs() + i));
}

const struct declaration *node_asm_label(const struct node *node, uint32_t i) {
  return Declaration((*(static_cast<const GCCAsmStmt *>(Of(node))->begin_labels() + i))->getLabel());
}
