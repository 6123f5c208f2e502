// SPDX-License-Identifier: Apache-2.0
// clang_place: where a node's text begins, and where in a file a location is.
#include "tools/cellcheck/front/clang_inside.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Version.inc"

using namespace clang;

namespace front {

// Where the text of an expression begins. clang's own function is not inline.
// A chain of ten thousand sums is not followed to its first: some place in it is near enough.
SourceLocation Begin(const Stmt *stmt) {
  for (int steps = 0;; steps++) {
    if (steps > 100 && (stmt->getStmtClass() == Stmt::BinaryOperatorClass ||
                        stmt->getStmtClass() == Stmt::CompoundAssignOperatorClass))
      return static_cast<const BinaryOperator *>(stmt)->getOperatorLoc();
    if (steps > 100 && stmt->getStmtClass() == Stmt::CallExprClass)
      return static_cast<const CallExpr *>(stmt)->getRParenLoc();
    if (steps > 100 && stmt->getStmtClass() == Stmt::MemberExprClass)
      return static_cast<const MemberExpr *>(stmt)->getMemberLoc();
    switch (stmt->getStmtClass()) {
    case Stmt::ParenExprClass: return static_cast<const ParenExpr *>(stmt)->getLParen();
    case Stmt::ConstantExprClass:
    case Stmt::ExprWithCleanupsClass: stmt = static_cast<const FullExpr *>(stmt)->getSubExpr(); break;
    case Stmt::GenericSelectionExprClass: return static_cast<const GenericSelectionExpr *>(stmt)->getGenericLoc();
    case Stmt::ChooseExprClass: return static_cast<const ChooseExpr *>(stmt)->getBuiltinLoc();
    case Stmt::ImplicitCastExprClass: stmt = static_cast<const ImplicitCastExpr *>(stmt)->getSubExpr(); break;
    case Stmt::CStyleCastExprClass: return static_cast<const CStyleCastExpr *>(stmt)->getLParenLoc();
    case Stmt::CompoundLiteralExprClass: return static_cast<const CompoundLiteralExpr *>(stmt)->getLParenLoc();
    case Stmt::BinaryOperatorClass:
    case Stmt::CompoundAssignOperatorClass: stmt = static_cast<const BinaryOperator *>(stmt)->getLHS(); break;
    case Stmt::ConditionalOperatorClass: stmt = static_cast<const ConditionalOperator *>(stmt)->getCond(); break;
    case Stmt::BinaryConditionalOperatorClass:
      stmt = static_cast<const BinaryConditionalOperator *>(stmt)->getCommon();
      break;
    case Stmt::UnaryOperatorClass: {
      auto *unary = static_cast<const UnaryOperator *>(stmt);
      if (!unary->isPostfix()) return unary->getOperatorLoc();
      stmt = unary->getSubExpr();
      break;
    }
    case Stmt::CallExprClass: stmt = static_cast<const CallExpr *>(stmt)->getCallee(); break;
    case Stmt::MemberExprClass: {
      auto *member = static_cast<const MemberExpr *>(stmt);
      stmt = member->getBase();
      break;
    }
    case Stmt::ExtVectorElementExprClass: stmt = static_cast<const ExtVectorElementExpr *>(stmt)->getBase(); break;
    case Stmt::ArraySubscriptExprClass: stmt = static_cast<const ArraySubscriptExpr *>(stmt)->getLHS(); break;
    case Stmt::DeclRefExprClass: return static_cast<const DeclRefExpr *>(stmt)->getLocation();
    case Stmt::IntegerLiteralClass: return static_cast<const IntegerLiteral *>(stmt)->getLocation();
    case Stmt::CharacterLiteralClass: return static_cast<const CharacterLiteral *>(stmt)->getLocation();
    case Stmt::FloatingLiteralClass: return static_cast<const FloatingLiteral *>(stmt)->getLocation();
    case Stmt::ImaginaryLiteralClass: stmt = static_cast<const ImaginaryLiteral *>(stmt)->getSubExpr(); break;
    case Stmt::CXXBoolLiteralExprClass: return static_cast<const CXXBoolLiteralExpr *>(stmt)->getLocation();
    case Stmt::CXXNullPtrLiteralExprClass: return static_cast<const CXXNullPtrLiteralExpr *>(stmt)->getLocation();
    case Stmt::GNUNullExprClass: return static_cast<const GNUNullExpr *>(stmt)->getTokenLocation();
    case Stmt::StringLiteralClass: return static_cast<const StringLiteral *>(stmt)->getStrTokenLoc(0);
    case Stmt::PredefinedExprClass: return static_cast<const PredefinedExpr *>(stmt)->getLocation();
    case Stmt::InitListExprClass: {
      auto *list = static_cast<const InitListExpr *>(stmt);
      if (list->getLBraceLoc().isInvalid() && list->getNumInits() != 0 && list->getInit(0) != nullptr) {
        stmt = list->getInit(0);
        break;
      }
      return list->getLBraceLoc();
    }
    case Stmt::DesignatedInitUpdateExprClass:
      stmt = static_cast<const DesignatedInitUpdateExpr *>(stmt)->getBase();
      break;
    case Stmt::StmtExprClass: return static_cast<const StmtExpr *>(stmt)->getLParenLoc();
    case Stmt::UnaryExprOrTypeTraitExprClass:
      return static_cast<const UnaryExprOrTypeTraitExpr *>(stmt)->getOperatorLoc();
    case Stmt::OffsetOfExprClass: return static_cast<const OffsetOfExpr *>(stmt)->getOperatorLoc();
    case Stmt::TypeTraitExprClass: return static_cast<const TypeTraitExpr *>(stmt)->getBeginLoc();
    case Stmt::VAArgExprClass: return static_cast<const VAArgExpr *>(stmt)->getBuiltinLoc();
    case Stmt::AddrLabelExprClass: return static_cast<const AddrLabelExpr *>(stmt)->getAmpAmpLoc();
    case Stmt::AtomicExprClass: return static_cast<const AtomicExpr *>(stmt)->getBuiltinLoc();
    case Stmt::ShuffleVectorExprClass: return static_cast<const ShuffleVectorExpr *>(stmt)->getBuiltinLoc();
    case Stmt::ConvertVectorExprClass: return static_cast<const ConvertVectorExpr *>(stmt)->getBuiltinLoc();
    case Stmt::OpaqueValueExprClass: return static_cast<const OpaqueValueExpr *>(stmt)->getLocation();
    case Stmt::SourceLocExprClass: return static_cast<const SourceLocExpr *>(stmt)->getLocation();
    case Stmt::EmbedExprClass: return static_cast<const EmbedExpr *>(stmt)->getLocation();
    case Stmt::PseudoObjectExprClass: stmt = static_cast<const PseudoObjectExpr *>(stmt)->getSyntacticForm(); break;
    case Stmt::NullStmtClass: return static_cast<const NullStmt *>(stmt)->getSemiLoc();
    case Stmt::CompoundStmtClass: return static_cast<const CompoundStmt *>(stmt)->getLBracLoc();
    case Stmt::LabelStmtClass: return static_cast<const LabelStmt *>(stmt)->getIdentLoc();
    case Stmt::CaseStmtClass:
    case Stmt::DefaultStmtClass: return static_cast<const SwitchCase *>(stmt)->getKeywordLoc();
    case Stmt::IfStmtClass: return static_cast<const IfStmt *>(stmt)->getIfLoc();
    case Stmt::SwitchStmtClass: return static_cast<const SwitchStmt *>(stmt)->getSwitchLoc();
    case Stmt::WhileStmtClass: return static_cast<const WhileStmt *>(stmt)->getWhileLoc();
    case Stmt::DoStmtClass: return static_cast<const DoStmt *>(stmt)->getDoLoc();
    case Stmt::ForStmtClass: return static_cast<const ForStmt *>(stmt)->getForLoc();
    case Stmt::GotoStmtClass: return static_cast<const GotoStmt *>(stmt)->getGotoLoc();
    case Stmt::IndirectGotoStmtClass: return static_cast<const IndirectGotoStmt *>(stmt)->getGotoLoc();
    case Stmt::ContinueStmtClass: return static_cast<const ContinueStmt *>(stmt)->getContinueLoc();
    case Stmt::BreakStmtClass: return static_cast<const BreakStmt *>(stmt)->getBreakLoc();
    case Stmt::ReturnStmtClass: return static_cast<const ReturnStmt *>(stmt)->getReturnLoc();
    case Stmt::DeclStmtClass: return static_cast<const DeclStmt *>(stmt)->getBeginLoc();
    case Stmt::AttributedStmtClass: stmt = static_cast<const AttributedStmt *>(stmt)->getSubStmt(); break;
    case Stmt::GCCAsmStmtClass:
    case Stmt::MSAsmStmtClass: return static_cast<const AsmStmt *>(stmt)->getAsmLoc();
    default: return SourceLocation();
    }
  }
}

}  // namespace front

CXSourceLocation location_of(CXSourceLocation any, uint32_t at) {
  return {{any.ptr_data[0], any.ptr_data[1]}, at};
}

uint32_t location_in_file(CXSourceLocation any, uint32_t at, bool *is_macro) {
  auto &manager = *static_cast<const SourceManager *>(any.ptr_data[0]);
  SourceLocation location = SourceLocation::getFromRawEncoding(at);
  *is_macro = false;
  for (int steps = 0; location.isMacroID() && steps < 1000; steps++) {
    uint32_t offset = location.getRawEncoding() & 0x7fffffffu;
    unsigned low = 0, high = manager.local_sloc_entry_size();
    while (high - low > 1) {
      unsigned middle = low + (high - low) / 2;
      if (manager.getLocalSLocEntry(middle).getOffset() <= offset)
        low = middle;
      else
        high = middle;
    }
    const SrcMgr::SLocEntry &entry = manager.getLocalSLocEntry(low);
    if (!entry.isExpansion()) break;
    const SrcMgr::ExpansionInfo &expansion = entry.getExpansion();
    if (expansion.isMacroArgExpansion()) {
      location = expansion.getSpellingLoc().getLocWithOffset(static_cast<int>(offset - entry.getOffset()));
    } else {
      location = expansion.getExpansionLocStart();
      *is_macro = true;
    }
  }
  return location.getRawEncoding();
}

const char *clang_headers_version(void) {
  return CLANG_VERSION_STRING;
}
